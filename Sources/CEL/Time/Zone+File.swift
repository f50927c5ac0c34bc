extension Zone {
  /// Reads a compiled zone file (TZif, RFC 9636); nil when the octets are not one.
  public convenience init?(name: String, tzif octets: [UInt8]) {
    guard let header = Header(octets, at: 0) else { return nil }
    var body = Body(octets: octets, header: header, at: 44, wide: false)
    if header.version >= 2 {
      guard let second = Header(octets, at: 44 + body.length) else { return nil }
      body = Body(octets: octets, header: second, at: 88 + body.length, wide: true)
    }
    guard body.at + body.length <= octets.count, body.header.types > 0 else { return nil }
    guard let transitions = body.transitions() else { return nil }
    let rule = header.version >= 2 ? body.footer().flatMap(ZoneRule.init) : nil
    self.init(name: name, first: body.type(0, at: .min), transitions: transitions, rule: rule)
  }

  private struct Header {
    let version: Int
    let isUT, isStandard, leaps, times, types, characters: Int

    init?(_ octets: [UInt8], at: Int) {
      guard octets.count >= at + 44, octets[at..<at + 4].elementsEqual("TZif".utf8) else { return nil }
      let digit = Int(octets[at + 4])
      version = digit >= 0x30 ? digit - 0x30 : 1
      let counts = (0..<6).map { Int(big(octets, at + 20 + 4 * $0, 4)) }
      guard counts.allSatisfy({ $0 >= 0 && $0 < 1 << 20 }) else { return nil }
      (isUT, isStandard, leaps, times, types, characters) =
        (counts[0], counts[1], counts[2], counts[3], counts[4], counts[5])
    }
  }

  private struct Body {
    let octets: [UInt8]
    let header: Header
    let at: Int
    let wide: Bool

    var width: Int { wide ? 8 : 4 }

    var length: Int {
      header.times * (width + 1) + header.types * 6 + header.characters + header.leaps * (width + 4)
        + header.isStandard + header.isUT
    }

    func type(_ index: Int, at seconds: Int64) -> Transition {
      let start = at + header.times * (width + 1) + index * 6
      return Transition(at: seconds, offset: Int(big(octets, start, 4)), isDaylight: octets[start + 4] == 1)
    }

    func transitions() -> [Transition]? {
      var all: [Transition] = []
      for index in 0..<header.times {
        let kind = Int(octets[at + header.times * width + index])
        guard kind < header.types else { return nil }
        all.append(type(kind, at: big(octets, at + index * width, width)))
      }
      return zip(all, all.dropFirst()).allSatisfy { $0.at < $1.at } ? all : nil
    }

    /// The TZ string between the newlines behind the data.
    func footer() -> String? {
      let rest = octets[(at + length)...]
      guard rest.first == 10, let end = rest.dropFirst().firstIndex(of: 10) else { return nil }
      let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
      return text.isEmpty ? nil : text
    }
  }
}

/// A signed big-endian number of four or eight octets.
private func big(_ octets: [UInt8], _ at: Int, _ count: Int) -> Int64 {
  var value: UInt64 = 0
  for index in at..<at + count { value = value << 8 | UInt64(octets[index]) }
  return count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
}
