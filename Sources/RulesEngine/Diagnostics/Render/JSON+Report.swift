internal import CEL

extension JSON {
  /// An object with its members in the given order.
  static func members(_ members: [(String, JSON)]) -> JSON { .object(members.map { Member($0.0, $0.1) }) }

  /// A whole number.
  static func number(_ number: Int) -> JSON { .number(String(number)) }
}
