internal import CEL

/// Memory that holds a value, read without copying the value: a copy of a text counts references.
protocol KeySource {
  /// The words of a short text.
  static func words(_ place: UnsafePointer<Self>) -> TextWords?
  static func double(_ place: UnsafePointer<Self>) -> Double?
  static func int(_ place: UnsafePointer<Self>) -> Int64?
  static func value(_ place: UnsafePointer<Self>) -> Value?
}

extension Value: KeySource {
  @inline(__always)
  static func words(_ place: UnsafePointer<Value>) -> TextWords? {
    if case .string(let text) = place.pointee { TextWords(inline: text) } else { nil }
  }

  @inline(__always)
  static func double(_ place: UnsafePointer<Value>) -> Double? {
    if case .double(let number) = place.pointee { number } else { nil }
  }

  @inline(__always)
  static func int(_ place: UnsafePointer<Value>) -> Int64? {
    if case .int(let number) = place.pointee { number } else { nil }
  }

  static func value(_ place: UnsafePointer<Value>) -> Value? { place.pointee }
}

extension Optional: KeySource where Wrapped == Value {
  @inline(__always)
  static func words(_ place: UnsafePointer<Value?>) -> TextWords? {
    if case .string(let text)? = place.pointee { TextWords(inline: text) } else { nil }
  }

  @inline(__always)
  static func double(_ place: UnsafePointer<Value?>) -> Double? {
    if case .double(let number)? = place.pointee { number } else { nil }
  }

  @inline(__always)
  static func int(_ place: UnsafePointer<Value?>) -> Int64? {
    if case .int(let number)? = place.pointee { number } else { nil }
  }

  static func value(_ place: UnsafePointer<Value?>) -> Value? { place.pointee }
}

extension Field {
  /// The key of the value at a place; `Key.missing` where there is none.
  @inline(__always)
  func key<Source: KeySource>(at place: UnsafePointer<Source>) -> Int64 {
    if lane == .text {
      if let words = Source.words(place), let key = symbols.key(of: words, isOrdered: isOrdered) {
        return key
      }
    } else if lane == .number {
      if let number = Source.double(place) { return Key.of(number) }
      if let number = Source.int(place) { return Key.of(Double(number)) }
    }
    return rareKey(at: place)
  }

  @inline(never)
  private func rareKey<Source: KeySource>(at place: UnsafePointer<Source>) -> Int64 {
    Source.value(place).map { key(of: $0) } ?? Key.missing
  }
}
