/// One bit a kind, so that an argument can be tested against a parameter at once.
struct KindMask: OptionSet {
  let rawValue: UInt32
  static let any = KindMask(rawValue: .max)
  static func bit(_ number: UInt32) -> KindMask { KindMask(rawValue: 1 << number) }
}

extension Value {
  var kind: KindMask {
    switch self {
    case .null: .bit(0)
    case .bool: .bit(1)
    case .int: .bit(2)
    case .uint: .bit(3)
    case .double: .bit(4)
    case .string: .bit(5)
    case .bytes: .bit(6)
    case .list: .bit(7)
    case .map: .bit(8)
    case .timestamp: .bit(9)
    case .duration: .bit(10)
    case .type: .bit(11)
    case .optional: .bit(12)
    case .decimal: .bit(13)
    case .money: .bit(14)
    case .record: .bit(15)
    case .opaque: .bit(16)
    }
  }
}

extension ValueType {
  /// The kinds of values that the type admits.
  var kinds: KindMask {
    switch self {
    case .null: .bit(0)
    case .bool: .bit(1)
    case .int: .bit(2)
    case .uint: .bit(3)
    case .double: .bit(4)
    case .string: .bit(5)
    case .bytes: .bit(6)
    case .list: .bit(7)
    case .map: .bit(8)
    case .timestamp: .bit(9)
    case .duration: .bit(10)
    case .type: .bit(11)
    case .optional: .bit(12)
    case .decimal: .bit(13)
    case .money: .bit(14)
    case .record: .bit(15)
    case .opaque: .bit(16)
    case .dyn, .error, .parameter, .variable: .any
    }
  }
}
