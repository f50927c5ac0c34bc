/// Reads `{ }` and `[ ]` as people mean them: brackets and quotes inside a value belong to it, commas inside
/// them too.
struct FlowScan {
  private let bytes: [UInt8]
  private let end: Int
  /// For each open collection: whether a key comes next.
  private var levels: [(isMapping: Bool, awaitsKey: Bool)] = []
  private var index: Int

  /// The values found, in order.
  private(set) var values: [Range<Int>] = []
  /// Just after the bracket that closes the first one, if it is found.
  private(set) var close: Int?

  private static let limit = 10_000

  /// Reads the collection that opens at an offset.
  init(_ bytes: [UInt8], open: Int) {
    self.bytes = bytes
    end = min(bytes.count, open + Self.limit)
    index = open
    if open < end, bytes[open] == 0x5B || bytes[open] == 0x7B { run() }
  }

  /// The value that holds an offset.
  func value(containing offset: Int) -> Range<Int>? {
    values.first { $0.contains(offset) || $0.upperBound == offset }
  }

  private mutating func run() {
    while index < end {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case 0x5B, 0x7B:
        levels.append((bytes[index] == 0x7B, bytes[index] == 0x7B))
        index += 1
        if levels.count > 64 { return }
      case 0x5D, 0x7D:
        levels.removeLast()
        index += 1
        if levels.isEmpty {
          close = index
          return
        }
      case 0x2C:
        levels[levels.count - 1].awaitsKey = levels[levels.count - 1].isMapping
        index += 1
      default: scalar()
      }
    }
  }

  /// One key or value, up to what ends it at its own level.
  private mutating func scalar() {
    let start = index
    let mayBeKey = levels.last?.awaitsKey == true
    var depth = 0
    var last = index
    while index < end, bytes[index] != 0x0A, bytes[index] != 0x0D {
      let byte = bytes[index]
      if Quotes.opens(bytes, index, start), let close = Quotes.end(bytes, index, end) {
        index = close
        last = close
        continue
      }
      if depth == 0, byte == 0x2C || byte == 0x5D || byte == 0x7D { break }
      if depth == 0, mayBeKey, byte == 0x3A, isBlank(index + 1) { return endKey() }
      if byte == 0x28 || byte == 0x5B || byte == 0x7B { depth += 1 }
      if byte == 0x29 || byte == 0x5D || byte == 0x7D { depth -= 1 }
      if depth < 0 { depth = 0 }
      index += 1
      if byte != 0x20 && byte != 0x09 { last = index }
    }
    values.append(start..<last)
  }

  private mutating func endKey() {
    index += 1
    levels[levels.count - 1].awaitsKey = false
  }

  private func isBlank(_ index: Int) -> Bool {
    index >= end || [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index])
  }
}
