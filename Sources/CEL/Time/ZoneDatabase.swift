internal import Synchronization

/// Where the rules of time zones come from. Zones are read when first asked for and then kept.
public final class ZoneDatabase: Sendable {
  /// The zones installed on the machine, in `/usr/share/zoneinfo`.
  public static let system = ZoneDatabase(directory: "/usr/share/zoneinfo")

  private let directory: String?
  private let zones: Mutex<[String: Zone?]>

  /// The version of the zone data, such as `2026a`, when the directory states it.
  public let version: String?

  /// The zones of a directory of compiled zone files.
  public init(directory: String) {
    self.directory = directory
    zones = Mutex([:])
    version = Self.readVersion(directory)
  }

  /// A fixed set of zones, for tests.
  public init(zones: [Zone], version: String? = nil) {
    directory = nil
    self.version = version
    self.zones = Mutex(Dictionary(zones.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
  }

  /// The zone of a name: an IANA name, `UTC`, or an offset such as `+02:00` (east) or `-5:00`. Nil when there is none.
  public func zone(named name: String) -> Zone? {
    if name == "UTC" { return .utc }
    if let offset = Self.offset(name) { return Zone(name: name, offset: offset) }
    return zones.withLock { zones in
      if let known = zones[name] { return known }
      guard zones.count < 2000 else { return read(name) }
      let zone = read(name)
      zones[name] = zone
      return zone
    }
  }

  /// The names of all zones, sorted: what to suggest from when a name is misspelt. Reads the index each time.
  public var names: [String] {
    guard let directory, let octets = readFile("\(directory)/tzdata.zi") else {
      return zones.withLock { $0.keys.sorted() }
    }
    var names = ["UTC"]
    for line in octets.split(separator: 10) {
      let words = line.split(separator: 32, maxSplits: 3).map { String(decoding: $0, as: UTF8.self) }
      if words.count > 1, words[0] == "Z" { names.append(words[1]) }
      if words.count > 2, words[0] == "L" { names.append(words[2]) }
    }
    return names.sorted()
  }

  private func read(_ name: String) -> Zone? {
    guard let directory, Self.isName(name), let octets = readFile("\(directory)/\(name)") else { return nil }
    return Zone(name: name, tzif: octets)
  }

  /// Letters, digits and `_ + - /`, so that a name never leaves the directory.
  private static func isName(_ name: String) -> Bool {
    name.utf8.count <= 64 && !name.hasPrefix("/")
      && name.utf8.allSatisfy {
        isLetter($0) || isDigit($0) || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/")].contains($0)
      }
  }

  /// `[+-]HH:MM` in seconds; nil for other texts.
  private static func offset(_ text: String) -> Int? {
    var digits = Array(text.utf8)
    var sign = 1
    if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") {
      sign = digits.removeFirst() == UInt8(ascii: "-") ? -1 : 1
    }
    if digits.count == 4 { digits.insert(UInt8(ascii: "0"), at: 0) }
    guard digits.count == 5, digits[2] == UInt8(ascii: ":") else { return nil }
    let numbers = [0, 1, 3, 4].map { Int(digits[$0]) - 48 }
    guard numbers.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let (hours, minutes) = (numbers[0] * 10 + numbers[1], numbers[2] * 10 + numbers[3])
    return hours < 24 && minutes < 60 ? sign * (hours * 3600 + minutes * 60) : nil
  }

  private static func readVersion(_ directory: String) -> String? {
    guard let head = readFile("\(directory)/tzdata.zi", limit: 64) else { return nil }
    let line = String(decoding: head.prefix { $0 != 10 }, as: UTF8.self)
    return line.hasPrefix("# version ") ? String(line.dropFirst(10)) : nil
  }
}
