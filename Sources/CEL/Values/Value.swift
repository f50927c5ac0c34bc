/// Any value an expression can read or produce.
///
/// A value is immutable, `Sendable` and 24 bytes in an array. Numbers, times, decimals and money are stored
/// inline; strings, lists, maps and records share their storage when copied.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes(Bytes)
  case list(List)
  case map(Map)
  case timestamp(Timestamp)
  case duration(Duration)
  case type(TypeValue)
  case optional(OptionalValue)
  case decimal(Decimal)
  case money(Money)
  case record(Record)
  case opaque(any OpaqueValue)
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(arrayLiteral elements: Value...) { self = .list(List(elements)) }
}
