internal import RulesEngine

/// An expression made of written ones, which keep their places in the file.
struct ComposedExpression {
  private var text = ""
  private var offsets: OffsetMap
  private let place: Node

  /// - Parameter place: where what nobody wrote is shown.
  init(at place: Node) {
    self.place = place
    offsets = OffsetMap(startingAt: place.range.lowerBound)
  }

  mutating func add(_ words: String) {
    text += words
    offsets.append(source: place.range.lowerBound..<place.range.lowerBound, decodedLength: words.utf8.count)
  }

  /// Words that stand for what is written somewhere, such as a name in quotes.
  mutating func add(_ words: String, for range: Range<Int>) {
    text += words
    offsets.append(source: range, decodedLength: words.utf8.count)
  }

  mutating func add(_ node: Node) {
    guard let scalar = node.scalar else { return }
    text += scalar.text
    for index in 0..<scalar.text.utf8.count {
      offsets.append(source: scalar.offsets.source(of: index..<index + 1), decodedLength: 1)
    }
  }

  var node: Node {
    Node(.scalar(Scalar(text, style: .plain, offsets: offsets)), range: place.range, in: place.source)
  }
}
