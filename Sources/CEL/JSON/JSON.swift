/// A JSON document as a tree. Members keep their order and numbers their digits.
public indirect enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number as written, for example `1.50`; always valid JSON.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A member of an object.
  public struct Member: Sendable, Hashable {
    /// The member's name.
    public var name: String
    /// The member's value.
    public var value: JSON

    /// A member.
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .number(String(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSON {
  /// The value of an object's member; nil for other kinds or when there is none.
  public subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { sameText($0.name, name) }?.value
  }

  /// The text of a string; nil for other kinds.
  public var stringValue: String? { if case .string(let text) = self { text } else { nil } }

  /// The flag of a bool; nil for other kinds.
  public var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }

  /// The elements of an array; nil for other kinds.
  public var arrayValue: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

  /// The members of an object; nil for other kinds.
  public var objectValue: [Member]? { if case .object(let members) = self { members } else { nil } }

  /// The whole number of a number written without fraction or exponent; nil for other kinds or beyond the range.
  public var intValue: Int64? { if case .number(let digits) = self { Int64(digits) } else { nil } }
}
