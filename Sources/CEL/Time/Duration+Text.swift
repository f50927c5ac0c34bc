extension Duration: CustomStringConvertible, LosslessStringConvertible {
  /// Reads a sign and number-unit groups such as `1h30m`, `-1.5s`, `250ms`; units are h, m, s, ms, us, µs and
  /// ns, and `0` needs none. Returns nil for anything else or beyond the range.
  public init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    var negative = false
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      negative = first == UInt8(ascii: "-")
      rest.removeFirst()
    }
    if rest.elementsEqual([UInt8(ascii: "0")]) {
      self = .zero
      return
    }
    guard !rest.isEmpty else { return nil }
    var total: Int128 = 0
    while !rest.isEmpty {
      guard let group = Self.group(&rest), total < Int128(UInt64.max) else { return nil }
      total += group
    }
    guard let nanoseconds = Int64(exactly: negative ? -total : total) else { return nil }
    self.init(nanoseconds: nanoseconds)
  }

  /// One number with its unit, in nanoseconds; digits below a nanosecond are dropped.
  private static func group(_ rest: inout ArraySlice<UInt8>) -> Int128? {
    let whole = digits(&rest)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = digits(&rest)
    }
    guard !whole.isEmpty || !fraction.isEmpty, whole.count <= 20, let unit = unit(&rest) else { return nil }
    var value: Int128 = 0
    for digit in whole { value = value * 10 + Int128(digit - UInt8(ascii: "0")) }
    value *= unit
    var place = unit
    for digit in fraction.prefix(18) {
      place /= 10
      if place > 0 { value += Int128(digit - UInt8(ascii: "0")) * place }
    }
    return value
  }

  private static func digits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let found = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    rest = rest.dropFirst(found.count)
    return found
  }

  private static let units: [(text: [UInt8], nanoseconds: Int128)] = [
    (Array("ns".utf8), 1), (Array("us".utf8), 1000), (Array("\u{B5}s".utf8), 1000),
    (Array("\u{3BC}s".utf8), 1000), (Array("ms".utf8), 1_000_000), (Array("s".utf8), 1_000_000_000),
    (Array("m".utf8), 60_000_000_000), (Array("h".utf8), 3_600_000_000_000),
  ]

  private static func unit(_ rest: inout ArraySlice<UInt8>) -> Int128? {
    guard let found = units.first(where: { rest.starts(with: $0.text) }) else { return nil }
    rest = rest.dropFirst(found.text.count)
    return found.nanoseconds
  }

  /// The length in seconds: `3660.001s`.
  public var description: String {
    let magnitude = nanoseconds.magnitude
    let fraction = fractionText(UInt32(magnitude % 1_000_000_000))
    return "\(nanoseconds < 0 ? "-" : "")\(magnitude / 1_000_000_000)\(fraction)s"
  }
}

/// `.5` for 500,000,000 nanoseconds, nothing for none; trailing zeros are dropped.
func fractionText(_ nanoseconds: UInt32) -> String {
  guard nanoseconds > 0 else { return "" }
  var digits = String(nanoseconds)
  digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
  while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
  return "." + digits
}
