extension Timestamp: CustomStringConvertible {
  /// Reads a whole RFC 3339 text such as `2026-11-21T15:00:00.5Z` or `...+01:00`. The zone is mandatory, dates
  /// must exist (no 30 February), a fraction has 1 to 9 digits. Returns nil for anything else.
  public init?(rfc3339 text: String) {
    var text = text
    guard let made = text.withUTF8({ Timestamp(rfc3339: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = made
  }

  /// Reads a whole RFC 3339 text from octets.
  public init?(rfc3339 octets: UnsafeRawBufferPointer) {
    guard octets.count >= 20, octets.count <= 40, octets[4] == UInt8(ascii: "-"),
      octets[7] == UInt8(ascii: "-"),
      octets[10] | 32 == UInt8(ascii: "t"), octets[13] == UInt8(ascii: ":"), octets[16] == UInt8(ascii: ":"),
      let year = number(octets, 0, 4), let month = number(octets, 5, 2), let day = number(octets, 8, 2),
      let hour = number(octets, 11, 2), let minute = number(octets, 14, 2),
      let second = number(octets, 17, 2),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isValid else { return nil }
    var at = 19
    guard let nanoseconds = Self.fraction(octets, &at), let offset = Self.offset(octets, at) else {
      return nil
    }
    let local = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
    self.init(seconds: Int64(local - offset), nanoseconds: nanoseconds)
  }

  private static func fraction(_ octets: UnsafeRawBufferPointer, _ at: inout Int) -> Int32? {
    guard octets[at] == UInt8(ascii: ".") else { return 0 }
    var value: Int32 = 0
    var count = 0
    at += 1
    while at < octets.count, octets[at] >= UInt8(ascii: "0"), octets[at] <= UInt8(ascii: "9"), count < 10 {
      if count < 9 { value = value * 10 + Int32(octets[at] - UInt8(ascii: "0")) }
      count += 1
      at += 1
    }
    guard (1...9).contains(count) else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// Seconds east of UTC.
  private static func offset(_ octets: UnsafeRawBufferPointer, _ at: Int) -> Int? {
    guard at < octets.count else { return nil }
    if octets[at] | 32 == UInt8(ascii: "z") { return octets.count == at + 1 ? 0 : nil }
    let minus = octets[at] == UInt8(ascii: "-")
    guard minus || octets[at] == UInt8(ascii: "+"), octets.count == at + 6,
      octets[at + 3] == UInt8(ascii: ":"), let hours = number(octets, at + 1, 2),
      let minutes = number(octets, at + 4, 2), hours < 24, minutes < 60
    else { return nil }
    return (hours * 3600 + minutes * 60) * (minus ? -1 : 1)
  }

  /// RFC 3339 in UTC; the fraction only when there is one: `2026-11-21T15:00:00.5Z`.
  public var description: String {
    let (days, second) = floorDivide(seconds, 86_400)
    let date = CivilDate(daysSince1970: Int(days))
    let (hour, minute) = (Int(second) / 3600, Int(second) / 60 % 60)
    let time = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(Int(second) % 60, 2))"
    return "\(date)T\(time)\(fractionText(UInt32(nanoseconds)))Z"
  }
}

/// The number that `count` digits at `start` spell, or nil when one of them is no digit.
private func number(_ octets: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
  var value = 0
  for index in start..<start + count {
    let digit = octets[index] &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    value = value * 10 + Int(digit)
  }
  return value
}
