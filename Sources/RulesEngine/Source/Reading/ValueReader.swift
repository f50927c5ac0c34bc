/// A way to read a node as a value of one type, or to report why that is not possible.
///
/// Readers are composed, so that a decoder says what it expects in one place:
/// ```swift
/// keys.optional("on", .oneOrMany(of: .identifier))
/// keys.optional("mode", .choice(["single", "restart", "queued"]))
/// ```
public struct ValueReader<Value>: Sendable {
  /// What this reads, with an article: `a list`, `text`; for messages.
  public let expected: String
  private let body: @Sendable (Node, ReadContext) -> Value?

  /// Makes a reader; the closure reports what is wrong and returns `nil` then.
  public init(_ expected: String, _ body: @escaping @Sendable (Node, ReadContext) -> Value?) {
    self.expected = expected
    self.body = body
  }

  /// Reads a node; `nil` after a mistake was reported.
  public func read(_ node: Node, _ context: ReadContext) -> Value? {
    body(node, context)
  }

  /// Turns what was read into something else.
  public func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> ValueReader<Other> {
    ValueReader<Other>(expected) { node, context in read(node, context).map(transform) }
  }

  /// Turns what was read into something else, or reports why not.
  public func then<Other>(
    _ transform: @escaping @Sendable (Value, Node, ReadContext) -> Other?
  ) -> ValueReader<Other> {
    ValueReader<Other>(expected) { node, context in
      read(node, context).flatMap { transform($0, node, context) }
    }
  }

  /// A value together with its node, for messages later.
  public var located: ValueReader<(value: Value, node: Node)> {
    then { value, node, _ in (value, node) }
  }
}
