/// Cuts what comes in pieces into lines, and keeps no more of a line than its limit.
struct LineBuffer {
  private let limit: Int
  private var lines: [LineReader.Line] = []
  private var first = 0
  private var part = LineReader.Line(bytes: [], length: 0, number: 1, isComplete: false)
  /// How many bytes wait here.
  private(set) var bytes = 0

  init(limit: Int) { self.limit = limit }

  var hasLine: Bool { first < lines.count }

  mutating func append(_ piece: ArraySlice<UInt8>) {
    var rest = piece
    while let end = rest.firstIndex(of: 0x0A) {
      take(rest[rest.startIndex..<end])
      close(isComplete: true)
      rest = rest[(end + 1)...]
    }
    take(rest)
  }

  /// The input has ended: what stands in the last line without a line break is a line as well.
  mutating func finish() { if part.length > 0 { close(isComplete: false) } }

  mutating func next() -> LineReader.Line? {
    guard hasLine else { return nil }
    let line = lines[first]
    first += 1
    bytes -= line.bytes.count
    if first == lines.count {
      lines.removeAll(keepingCapacity: true)
      first = 0
    }
    return line
  }

  private mutating func take(_ piece: ArraySlice<UInt8>) {
    part.length += piece.count
    let kept = piece.prefix(max(0, limit + 1 - part.bytes.count))
    part.bytes += kept
    bytes += kept.count
  }

  private mutating func close(isComplete: Bool) {
    let number = part.number
    part.isComplete = isComplete
    if part.bytes.last == 0x0D {
      part.bytes.removeLast()
      bytes -= 1
    }
    lines.append(part)
    part = LineReader.Line(bytes: [], length: 0, number: number + 1, isComplete: false)
  }
}
