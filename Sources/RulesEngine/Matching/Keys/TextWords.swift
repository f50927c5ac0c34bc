/// A text as two words that tell texts of at most 15 octets apart; longer ones are told apart by their octets.
struct TextWords {
  var first: UInt64
  var second: UInt64

  /// The second word of a longer text has this bit; the others hold their length in the top byte.
  static let longBit: UInt64 = 1 << 63

  /// Whether the words are the whole text.
  var isWhole: Bool { second & Self.longBit == 0 }

  /// The words of octets.
  init(_ octets: UnsafeBufferPointer<UInt8>) {
    (first, second) = (0, 0)
    if octets.count > 15 {
      first = Self.digest(UnsafeRawBufferPointer(octets))
      second = Self.longBit | UInt64(octets.count)
      return
    }
    for (index, octet) in octets.enumerated() {
      if index < 8 {
        first |= UInt64(octet) << UInt64(8 * index)
      } else {
        second |= UInt64(octet) << UInt64(8 * (index - 8))
      }
    }
    second |= UInt64(octets.count) << 56
  }

  /// A digest of more than 8 octets, eight at a time; the last eight may overlap those before.
  private static func digest(_ octets: UnsafeRawBufferPointer) -> UInt64 {
    var mixed: UInt64 = 0
    var offset = 0
    while offset < octets.count {
      let word = octets.loadUnaligned(fromByteOffset: min(offset, octets.count - 8), as: UInt64.self)
      mixed = (mixed ^ word) &* 0x9E37_79B9_7F4A_7C15
      mixed ^= mixed >> 32
      offset += 8
    }
    return mixed
  }

  private init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// The words of a text that the standard library keeps inside the two words of the `String` itself.
  @inline(__always)
  init?(inline text: String) {
    #if _endian(little) && _pointerBitWidth(_64)
      // A small string holds its octets in order, and in its top byte the flags 0b1x10 and the count.
      let words = unsafeBitCast(text, to: (UInt64, UInt64).self)
      guard words.1 & (1 << 61) != 0 else { return nil }
      self.init(first: words.0, second: words.1 & 0x0FFF_FFFF_FFFF_FFFF)
    #else
      return nil
    #endif
  }

  /// Where to look for the words in a table of `1 << (64 - shift)` cells that was made with `seed`.
  @inline(__always)
  func place(seed: UInt64, shift: UInt64) -> Int {
    Int(truncatingIfNeeded: ((first ^ (second &<< 23 | second &>> 41)) &* seed) &>> shift)
  }
}
