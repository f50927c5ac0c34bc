/// All decimal digits of a double, which is a whole number of halves, quarters and so on and so has finitely many.
struct ExactDigits {
  /// The digits without leading zeros; empty for zero.
  private var digits: [UInt8]
  /// How many of the digits stand before the point; may be negative or beyond the digits.
  private var point: Int
  private let sign: String

  /// The digits of a finite number.
  init(_ number: Double) {
    sign = number.sign == .minus ? "-" : ""
    var exponent = Int(number.exponentBitPattern) - 1075
    var significand = number.significandBitPattern
    if number.exponentBitPattern == 0 { exponent += 1 } else { significand |= 1 << 52 }
    while significand != 0, significand & 1 == 0, exponent < 0 {
      significand >>= 1
      exponent += 1
    }
    var magnitude = LargeNumber(significand)
    // m / 2^k = m * 5^k / 10^k
    for _ in 0..<abs(exponent) { magnitude.multiply(by: exponent > 0 ? 2 : 5) }
    digits = significand == 0 ? [] : magnitude.digits
    point = digits.count - max(0, -exponent)
  }

  /// Keeps `count` digits (none when it is not positive), rounding halves to even. True when that made one digit more.
  private mutating func round(to count: Int) -> Bool {
    guard count < digits.count else { return false }
    guard count >= 0 else {
      digits = []
      return false
    }
    let isUp = Self.roundsUp(digits[count...], isOdd: count > 0 && digits[count - 1] & 1 == 1)
    digits.removeSubrange(count...)
    guard isUp else { return false }
    for place in digits.indices.reversed() {
      if digits[place] < 9 {
        digits[place] += 1
        return false
      }
      digits[place] = 0
    }
    digits.insert(1, at: 0)
    point += 1
    return true
  }

  private static func roundsUp(_ rest: ArraySlice<UInt8>, isOdd: Bool) -> Bool {
    guard let first = rest.first else { return false }
    if first != 5 { return first > 5 }
    return isOdd || rest.dropFirst().contains { $0 != 0 }
  }

  /// With the given number of digits behind the point.
  mutating func fixed(_ precision: Int) -> String {
    _ = round(to: point + precision)
    var text = sign
    text += point > 0 ? String(decoding: (0..<point).map { digit($0) }, as: UTF8.self) : "0"
    guard precision > 0 else { return text }
    return text + "." + String(decoding: (point..<point + precision).map { digit($0) }, as: UTF8.self)
  }

  /// With one digit before the point, the given number behind it, and an exponent of at least two digits.
  mutating func scientific(_ precision: Int) -> String {
    if round(to: precision + 1) { digits.removeLast() }
    let exponent = digits.isEmpty ? 0 : point - 1
    let all = (0...precision).map { $0 < digits.count ? digits[$0] + 48 : 48 }
    let head = String(decoding: all[..<1], as: UTF8.self)
    let tail = precision > 0 ? "." + String(decoding: all[1...], as: UTF8.self) : ""
    return "\(sign)\(head)\(tail)e\(exponent < 0 ? "-" : "+")\(padded(abs(exponent), 2))"
  }

  /// The digit at a place counted from the first, as text; zero outside.
  private func digit(_ place: Int) -> UInt8 { digits.indices.contains(place) ? digits[place] + 48 : 48 }
}

/// A whole number of any size, in groups of nine decimal digits, the lowest first.
private struct LargeNumber {
  private var groups: [UInt64]

  init(_ number: UInt64) {
    groups = [
      number % 1_000_000_000, number / 1_000_000_000 % 1_000_000_000, number / 1_000_000_000_000_000_000,
    ]
  }

  mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for place in groups.indices {
      let product = groups[place] * factor + carry
      groups[place] = product % 1_000_000_000
      carry = product / 1_000_000_000
    }
    if carry > 0 { groups.append(carry) }
  }

  var digits: [UInt8] {
    var all: [UInt8] = []
    for group in groups.reversed() {
      var rest = group
      var part: [UInt8] = []
      for _ in 0..<9 {
        part.append(UInt8(rest % 10))
        rest /= 10
      }
      all += part.reversed()
    }
    return Array(all.drop { $0 == 0 })
  }
}
