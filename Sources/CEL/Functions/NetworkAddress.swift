/// An IPv4 or IPv6 address.
final class NetworkAddress: OpaqueValue {
  /// 4 or 16 octets.
  let octets: [UInt8]

  init(octets: [UInt8]) { self.octets = octets }

  var typeName: String { "net.IP" }

  var isV4: Bool { octets.count == 4 }

  /// An IPv4 address written as an IPv6 one is the same address.
  private var unmapped: [UInt8] {
    let prefix: [UInt8] = Array(repeating: 0, count: 10) + [255, 255]
    return octets.count == 16 && octets.starts(with: prefix) ? Array(octets[12...]) : octets
  }

  func isEqual(to other: any OpaqueValue) -> Bool {
    (other as? NetworkAddress).map { $0.unmapped == unmapped } ?? false
  }

  /// Reads a plain address; no zones and no IPv4 address in dotted form inside an IPv6 one.
  convenience init?(_ text: String) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let octets = Self.v6(text) else { return nil }
      self.init(octets: octets)
    } else {
      guard let octets = Self.v4(text) else { return nil }
      self.init(octets: octets)
    }
  }

  private static func v4(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let octets = parts.compactMap { part -> UInt8? in
      guard !part.isEmpty, part.utf8.allSatisfy(isDigit), part == "0" || !part.hasPrefix("0") else {
        return nil
      }
      return UInt8(part)
    }
    return octets.count == 4 ? octets : nil
  }

  private static func v6(_ text: String) -> [UInt8]? {
    let halves = split(text)
    guard let head = groups(halves.0) else { return nil }
    guard let second = halves.1 else { return head.count == 16 ? head : nil }
    guard let tail = groups(second), head.count + tail.count <= 14 else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  /// The parts before and after the only `::`, if there is one.
  private static func split(_ text: String) -> (Substring, Substring?) {
    let octets = text.utf8
    var place = octets.startIndex
    while place < octets.endIndex {
      let next = octets.index(after: place)
      if next < octets.endIndex, octets[place] == UInt8(ascii: ":"), octets[next] == UInt8(ascii: ":") {
        return (text[..<place], text[octets.index(after: next)...])
      }
      place = next
    }
    return (text[...], nil)
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    if text.isEmpty { return [] }
    var octets: [UInt8] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ JSONText.hexDigit($0) != nil }),
        let group = UInt16(part, radix: 16)
      else { return nil }
      octets += [UInt8(group >> 8), UInt8(group & 255)]
    }
    return octets
  }

  /// The canonical text (RFC 5952).
  var description: String {
    if isV4 { return octets.map(String.init).joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]) }
    var best = 0..<0
    var place = 0
    while place < 8 {
      var end = place
      while end < 8, groups[end] == 0 { end += 1 }
      if end - place > max(1, best.count) { best = place..<end }
      place = max(end, place + 1)
    }
    let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
    return best.isEmpty
      ? text(groups[...]) : text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
  }
}

/// A block of addresses: an address and the length of the prefix that its members share.
final class NetworkBlock: OpaqueValue {
  let address: NetworkAddress
  let prefix: Int

  init(address: NetworkAddress, prefix: Int) {
    self.address = address
    self.prefix = prefix
  }

  var typeName: String { "net.CIDR" }

  var description: String { "\(address.description)/\(prefix)" }

  func isEqual(to other: any OpaqueValue) -> Bool {
    guard let other = other as? NetworkBlock else { return false }
    return other.prefix == prefix && other.address.octets == address.octets
  }

  convenience init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = NetworkAddress(String(parts[0])), parts[1].utf8.allSatisfy(isDigit),
      parts[1] == "0" || !parts[1].hasPrefix("0"), let prefix = Int(parts[1]),
      prefix <= address.octets.count * 8
    else { return nil }
    self.init(address: address, prefix: prefix)
  }

  /// The block's first address: all bits behind the prefix cleared.
  var masked: NetworkBlock {
    let octets = address.octets.enumerated().map { index, octet -> UInt8 in
      let kept = min(8, max(0, prefix - index * 8))
      return octet & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
    }
    return NetworkBlock(address: NetworkAddress(octets: octets), prefix: prefix)
  }

  func contains(_ other: NetworkAddress) -> Bool {
    guard other.octets.count == address.octets.count else { return false }
    return NetworkBlock(address: other, prefix: prefix).masked.address.octets == masked.address.octets
  }
}
