/// An immutable map that keeps insertion order and finds keys the way the language compares them: numbers by
/// value whatever their kind, strings octet by octet.
public struct Map: Sendable {
  let storage: MapStorage

  /// An empty map.
  public init() { storage = Self.nothing }

  private static let nothing = MapStorage(keys: [], values: [])

  /// A map from entries in order. Returns nil when two keys are equal.
  public init?(entries: [(key: Value, value: Value)]) {
    let made = MapStorage(keys: entries.map(\.key), values: entries.map(\.value))
    guard made.firstDuplicate() == nil else { return nil }
    storage = made
  }

  /// A map with text keys in the given order; of equal keys the first wins.
  public init(_ entries: [(String, Value)]) {
    var seen = Set<TextKey>()
    let kept = entries.filter { seen.insert(TextKey($0.0)).inserted }
    storage = MapStorage(keys: kept.map { .string($0.0) }, values: kept.map(\.1))
  }

  /// The caller knows that the keys differ.
  init(uniqueKeys keys: [Value], values: [Value]) {
    storage = MapStorage(keys: keys, values: values)
  }

  /// The keys in insertion order.
  public var keys: [Value] { storage.keys }

  /// The values in the order of the keys.
  public var values: [Value] { storage.values }

  /// The number of entries.
  public var count: Int { storage.keys.count }

  /// True for the map without entries.
  public var isEmpty: Bool { storage.keys.isEmpty }

  /// The value of a key; numbers match by value. Nil when there is none.
  public subscript(key: Value) -> Value? { storage.index(of: key).map { storage.values[$0] } }

  /// The value of a text key. Nil when there is none.
  public subscript(key: String) -> Value? { storage.index(ofText: key).map { storage.values[$0] } }
}

/// Keys and values side by side, with a hash index once there are more than a few entries.
final class MapStorage: Sendable {
  let keys: [Value]
  let values: [Value]
  private let index: [MapKey: Int]?

  init(keys: [Value], values: [Value]) {
    self.keys = keys
    self.values = values
    guard keys.count > 8 else {
      index = nil
      return
    }
    var index = [MapKey: Int](minimumCapacity: keys.count)
    for (position, key) in keys.enumerated() {
      guard let key = MapKey(key), index[key] == nil else { continue }
      index[key] = position
    }
    self.index = index
  }

  func index(of key: Value) -> Int? {
    if let index { return MapKey(key).flatMap { index[$0] } }
    if case .string(let text) = key { return index(ofText: text) }
    guard let wanted = MapKey(key) else { return nil }
    return keys.firstIndex { MapKey($0) == wanted }
  }

  /// Looks at the value of a short text key in place; nil when there is none or the map is large.
  @inline(__always)
  func withValue<T>(of name: UnsafePointer<Value>, _ body: (UnsafePointer<Value>) -> T?) -> T? {
    guard index == nil, let wanted = RawText(name), wanted.isSmall else { return nil }
    let place = keys.withUnsafeBufferPointer { keys -> Int in
      guard let base = keys.baseAddress else { return -1 }
      for position in 0..<keys.count where RawText(base + position) == wanted { return position }
      return -1
    }
    guard place >= 0 else { return nil }
    return values.withUnsafeBufferPointer { values in values.baseAddress.flatMap { body($0 + place) } }
  }

  func index(ofText text: String) -> Int? {
    if let index { return index[.string(TextKey(text))] }
    let wanted = RawText(text)
    return keys.withUnsafeBufferPointer { keys in
      guard let base = keys.baseAddress else { return nil }
      for position in 0..<keys.count {
        guard let raw = RawText(base + position) else { continue }
        if raw == wanted { return position }
        if raw.isSmall && wanted.isSmall { continue }
        if case .string(let key) = keys[position], sameOctets(key, text) { return position }
      }
      return nil
    }
  }

  func firstDuplicate() -> Int? {
    var seen = Set<MapKey>()
    for (position, key) in keys.enumerated() {
      guard let key = MapKey(key) else { continue }
      if !seen.insert(key).inserted { return position }
    }
    return nil
  }
}

/// A key in the form in which keys are compared: every integral number is one kind.
enum MapKey: Hashable {
  case bool(Bool)
  case int(Int64)
  case large(UInt64)
  case string(TextKey)

  /// Nil for values that can never be a key of a map (null, lists, fractions, ...).
  init?(_ value: Value) {
    switch value {
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .uint(let number):
      self = Int64(exactly: number).map(MapKey.int) ?? .large(number)
    case .double(let number):
      if let small = Int64(exactly: number) {
        self = .int(small)
      } else if let large = UInt64(exactly: number) {
        self = .large(large)
      } else {
        return nil
      }
    case .string(let text): self = .string(TextKey(text))
    default: return nil
    }
  }
}
