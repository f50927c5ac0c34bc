/// An immutable list of values; copies share their storage.
public struct List: Sendable {
  /// The elements in order.
  public let elements: [Value]

  /// Wraps the given elements.
  public init(_ elements: [Value]) { self.elements = elements }

  /// Wraps the given elements.
  public init(elements: [Value]) { self.elements = elements }

  /// The number of elements.
  public var count: Int { elements.count }

  /// True for the list without elements.
  public var isEmpty: Bool { elements.isEmpty }
}

extension List: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Value...) { self.init(elements) }
}
