/// Short texts that came from scripts before: names of fields, parameters and actions come again and again, and checking
/// and copying one takes longer than finding it here.
struct TextCache: ~Copyable {
  private typealias Slot = (low: UInt64, high: UInt64, text: String)

  private static let count = 128
  /// Longer texts lie in memory of their own.
  private static let maxBytes = 15
  private let slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: count)

  init() { slots.initialize(repeating: (0, 0, "")) }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  /// The text of these bytes.
  @inline(__always)
  func text(_ bytes: UnsafeRawBufferPointer) -> String {
    guard bytes.count <= Self.maxBytes, let start = bytes.baseAddress else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var words: (low: UInt64, high: UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &words) { $0.baseAddress?.copyMemory(from: start, byteCount: bytes.count) }
    // The last of the sixteen bytes is free for the length; an empty text is that of an unused slot.
    words.high |= UInt64(bytes.count) << 56
    let mixed = (words.low ^ words.high &* 0xFF51_AFD7_ED55_8CCD) &* 0x9E37_79B9_7F4A_7C15
    let place = Int(mixed >> 57)
    if slots[place].low == words.low, slots[place].high == words.high { return slots[place].text }
    return remember(bytes, words, place)
  }

  @inline(never)
  private func remember(
    _ bytes: UnsafeRawBufferPointer, _ words: (low: UInt64, high: UInt64), _ place: Int
  ) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    slots[place] = (words.low, words.high, text)
    return text
  }
}
