import RulesEngine

/// Builds nodes from events, with limits on depth and size, and checks each on the way.
final class TreeBuilder {
  /// A list or mapping under construction.
  struct Frame {
    var isMapping: Bool
    var isFlow: Bool
    var start: Int
    var anchor: String?
    var items: [Node] = []
    var entries: [Node.Entry] = []
    var keys: [[UInt8]: Node] = [:]
    var key: Node?
    /// Whether the next node is a value to drop, because its key stands twice or is no text.
    var dropsValue = false
    /// Whether a second definition has begun in it, whose keys are not reported one by one.
    var holdsAnother = false
    var size = 1
    var height = 1
  }

  /// What an anchor stands for.
  struct Anchored {
    let node: Node
    let size: Int
    let height: Int
  }

  /// The documents' values.
  private(set) var roots: [Node] = []
  /// What is wrong or doubtful but does not stop the reading.
  var findings: [Diagnostic] = []
  let text: ReadText
  let limits: YAMLLimits
  var frames: [Frame] = []
  var anchors: [String: Anchored] = [:]
  var anchorPlaces: [(name: String, span: SourceSpan)] = []
  var usedAnchors: Set<String> = []
  /// Just after the last thing read.
  private var lastEnd: Int

  init(_ text: ReadText, _ limits: YAMLLimits) {
    self.text = text
    self.limits = limits
    lastEnd = text.slice.lowerBound
  }

  /// Where the outermost bracket that is open stands.
  var outermostFlow: Int? { frames.first { $0.isFlow }?.start }

  /// Takes an event; gives what to do if it shows a mistake that needs another reading.
  func add(_ event: YAMLEvent, _ range: Range<Int>) -> Recovery? {
    switch event.kind {
    case .scalar(let value, let style): return addScalar(value, style, event, range)
    case .sequenceStart(let isFlow): return open(event, range, isMapping: false, isFlow: isFlow)
    case .mappingStart(let isFlow): return open(event, range, isMapping: true, isFlow: isFlow)
    case .collectionEnd: return close(range)
    case .alias(let name): return addAlias(name, range)
    case .documentEnd: endDocument()
    case .streamEnd, .other: break
    }
    return nil
  }

  private func addScalar(
    _ value: String, _ style: Scalar.Style, _ event: YAMLEvent, _ range: Range<Int>
  ) -> Recovery? {
    let start = skipProperties(event, range)
    if event.tag != nil {
      return text.tagRecovery(at: range.lowerBound, node: start, flowOpen: outermostFlow)
    }
    let node: Node
    if let repair = text.repairs.first(where: { $0.cover == start..<range.upperBound && !$0.cover.isEmpty }) {
      let scalar = Scalar(
        text.source.text(of: repair.text), style: .double, offsets: OffsetMap(copying: repair.text))
      node = Node(.scalar(scalar), range: repair.text, in: text.source)
    } else if value.isEmpty, style == .plain {
      let place = emptyPlace(start)
      let scalar = Scalar("", style: .plain, offsets: OffsetMap(startingAt: place))
      node = Node(.scalar(scalar), range: place..<place, in: text.source)
    } else {
      let decoded = ScalarText(value, style, start..<max(start, range.upperBound), in: text.bytes)
      node = Node(.scalar(decoded.scalar), range: decoded.range, in: text.source)
      if let recovery = checkScalar(node) { return recovery }
    }
    lastEnd = max(lastEnd, node.range.upperBound)
    declare(event.anchor, node, size: 1, height: 0, range.lowerBound)
    return place(node, size: 1, height: 0)
  }

  /// Where an empty value stands: right after the colon or dash that announces it.
  private func emptyPlace(_ mark: Int) -> Int {
    let between = text.bytes[lastEnd..<max(lastEnd, min(mark, text.bytes.count))]
    return between.firstIndex { $0 == 0x3A || $0 == 0x2D }.map { $0 + 1 } ?? lastEnd
  }

  private func open(_ event: YAMLEvent, _ range: Range<Int>, isMapping: Bool, isFlow: Bool) -> Recovery? {
    let start = skipProperties(event, range)
    if event.tag != nil {
      return text.tagRecovery(at: range.lowerBound, node: start, flowOpen: outermostFlow)
    }
    guard frames.count < limits.depth else { return .stop(tooDeep(start)) }
    if let name = event.anchor { note(name, range.lowerBound) }
    frames.append(Frame(isMapping: isMapping, isFlow: isFlow, start: start, anchor: event.anchor))
    lastEnd = max(lastEnd, isFlow ? start + 1 : start)
    return nil
  }

  private func close(_ range: Range<Int>) -> Recovery? {
    guard let frame = frames.popLast() else { return nil }
    let end = frame.isFlow ? range.upperBound : max(frame.start, lastEnd)
    let content: Node.Content = frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
    let node = Node(
      content, range: frame.start..<max(frame.start, end), in: text.source, isFlow: frame.isFlow)
    lastEnd = max(lastEnd, end)
    if let name = frame.anchor {
      anchors[name] = Anchored(node: node, size: frame.size, height: frame.height)
    }
    return place(node, size: frame.size, height: frame.height)
  }

  /// Puts a finished node where it belongs.
  func place(_ node: Node, size: Int, height: Int) -> Recovery? {
    guard var frame = frames.popLast() else {
      roots.append(node)
      return nil
    }
    defer { frames.append(frame) }
    // Sizes stay far below overflow: a document may not exceed the limit.
    frame.size += size
    frame.height = max(frame.height, height + 1)
    if frame.size > limits.nodes { return .stop(tooLarge(node)) }
    if !frame.isMapping {
      frame.items.append(node)
    } else if frame.key == nil, !frame.dropsValue {
      acceptKey(node, &frame)
    } else {
      if let key = frame.key {
        if let recovery = checkStray(key, node, frame) { return recovery }
        frame.entries.append(Node.Entry(key: key, value: node))
      }
      frame.key = nil
      frame.dropsValue = false
    }
    return nil
  }

  private func endDocument() {
    reportUnusedAnchors()
    anchors = [:]
    anchorPlaces = []
    usedAnchors = []
    roots.removeAll { $0.isEmpty }
  }
}
