import RulesEngine

/// Reads one document, again and again if need be: each time one more mistake is stepped over.
struct DocumentReader {
  private let slice: DocumentSlice
  private let source: SourceText
  private let limits: YAMLLimits

  init(_ slice: DocumentSlice, in source: SourceText, limits: YAMLLimits) {
    self.slice = slice
    self.source = source
    self.limits = limits
  }

  /// The documents of the slice: one, unless it is empty or could not be read.
  func read(_ diagnostics: Diagnostics) -> [YAMLDocument] {
    var repairs: [Repair] = []
    while true {
      let attempt = Attempt(slice, repairs, source, limits)
      let recovery = attempt.run()
      if case .repair(let repair) = recovery, repairs.count < limits.repairs,
        !repairs.contains(where: { $0.finding.span == repair.finding.span })
      {
        repairs.append(repair)
        continue
      }
      diagnostics.add(contentsOf: repairs.map(\.finding))
      switch recovery {
      case .repair(let repair): diagnostics.add(repair.finding)
      case .stop(let finding): diagnostics.add(finding)
      case nil:
        diagnostics.add(contentsOf: attempt.builder.findings)
        return attempt.builder.roots.map { YAMLDocument(root: $0) }
      }
      return []
    }
  }
}

/// One reading of a document.
final class Attempt {
  /// Collects the nodes.
  let builder: TreeBuilder
  private let bytes: [UInt8]
  private let characters: CharacterIndex
  private let translator: ProblemTranslator

  init(_ slice: DocumentSlice, _ repairs: [Repair], _ source: SourceText, _ limits: YAMLLimits) {
    var bytes = slice.text
    for repair in repairs { repair.apply(to: &bytes, base: slice.range.lowerBound) }
    self.bytes = bytes
    characters = CharacterIndex(bytes, base: slice.range.lowerBound)
    var whole = source.utf8
    // Copying the file for each of its documents would be quadratic, so only changed ones do.
    if !whole[slice.range].elementsEqual(bytes) { whole.replaceSubrange(slice.range, with: bytes) }
    let text = ReadText(bytes: whole, source: source, slice: slice.range, repairs: repairs)
    builder = TreeBuilder(text, limits)
    translator = ProblemTranslator(text)
  }

  /// Reads to the end; gives what to do if that is not possible.
  func run() -> Recovery? {
    guard var reader = EventReader(bytes) else { return nil }
    do throws(YAMLProblem) {
      while true {
        let event = try reader.next()
        if case .streamEnd = event.kind { return nil }
        let range =
          characters.offset(event.characters.lowerBound)..<characters.offset(event.characters.upperBound)
        if let recovery = builder.add(event, range) { return recovery }
      }
    } catch {
      return translator.recovery(
        from: error, at: characters.offset(error.place), context: characters.offset(error.contextPlace),
        flowOpen: builder.outermostFlow)
    }
  }
}

/// The text of a document as it is read, and what it stands for.
struct ReadText {
  /// The whole file, repairs applied.
  let bytes: [UInt8]
  /// The file as it is.
  let source: SourceText
  /// The document's part.
  let slice: Range<Int>
  let repairs: [Repair]

  /// A line's shape.
  func shape(ofLine line: Int) -> LineShape {
    LineShape(bytes, source.bytes(ofLine: line))
  }

  /// The value that people mean at an offset: in brackets up to the next comma at the same level, elsewhere
  /// to the end
  /// of the line.
  ///
  /// - Parameter flowOpen: where the outermost open bracket stands, if that is known.
  func intendedValue(at offset: Int, flowOpen: Int?) -> Range<Int>? {
    if let flowOpen { return FlowScan(bytes, open: flowOpen).value(containing: offset) }
    guard let value = shape(ofLine: source.position(at: offset).line).value else { return nil }
    if bytes[value.lowerBound] == 0x5B || bytes[value.lowerBound] == 0x7B {
      let scan = FlowScan(bytes, open: value.lowerBound)
      if let inner = scan.value(containing: offset) { return inner }
    }
    return value.contains(offset) || value.upperBound == offset ? value : nil
  }
}
