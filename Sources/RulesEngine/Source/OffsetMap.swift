/// Maps bytes of a decoded text to bytes of the file it was written in.
///
/// It is a list of runs that follow one another without gaps in the decoded text. Where decoding changes
/// nothing a run is
/// as long in the file as in the text; an escape, a folded line break or a doubled quote is a run of its
/// own, which maps
/// as a whole.
public struct OffsetMap: Sendable, Equatable {
  /// A stretch of decoded text and what it was decoded from.
  struct Run: Sendable, Equatable {
    var decoded: Int
    var decodedLength: Int
    var source: Int
    var sourceLength: Int

    var isCopied: Bool { decodedLength == sourceLength }
  }

  private(set) var runs: [Run] = []
  private let start: Int

  /// An empty map for a text that begins at an offset of the file.
  public init(startingAt start: Int) {
    self.start = start
  }

  /// A map for a text that is written as it is.
  public init(copying source: Range<Int>) {
    self.init(startingAt: source.lowerBound)
    append(source: source, decodedLength: source.count)
  }

  /// How many bytes of decoded text it covers.
  public var decodedCount: Int { runs.last.map { $0.decoded + $0.decodedLength } ?? 0 }

  /// Adds the next stretch of decoded text.
  ///
  /// - Parameters:
  ///   - source: the bytes of the file it stands for.
  ///   - decodedLength: its length in the decoded text; if it equals that in the file, bytes map one to one.
  public mutating func append(source: Range<Int>, decodedLength: Int) {
    if decodedLength == source.count, let last = runs.indices.last, runs[last].isCopied,
      runs[last].source + runs[last].sourceLength == source.lowerBound
    {
      runs[last].decodedLength += decodedLength
      runs[last].sourceLength += decodedLength
      return
    }
    guard decodedLength > 0 else { return }
    runs.append(
      Run(
        decoded: decodedCount, decodedLength: decodedLength, source: source.lowerBound,
        sourceLength: source.count))
  }

  /// The bytes of the file that a range of decoded bytes was written as.
  public func source(of range: Range<Int>) -> Range<Int> {
    let range = range.clamped(to: 0..<decodedCount)
    guard let first = run(at: range.lowerBound) else { return start..<start }
    let lower = first.source + (first.isCopied ? range.lowerBound - first.decoded : 0)
    if range.isEmpty {
      let atEnd = range.lowerBound == first.decoded + first.decodedLength
      let place = atEnd ? first.source + first.sourceLength : lower
      return place..<place
    }
    guard let last = run(at: range.upperBound - 1) else { return lower..<lower }
    let upper = last.source + (last.isCopied ? range.upperBound - last.decoded : last.sourceLength)
    return lower..<max(lower, upper)
  }

  /// The run that holds a decoded offset; the last one for the end of the text.
  private func run(at offset: Int) -> Run? {
    guard !runs.isEmpty else { return nil }
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].decoded <= offset { low = middle } else { high = middle }
    }
    return runs[low]
  }
}
