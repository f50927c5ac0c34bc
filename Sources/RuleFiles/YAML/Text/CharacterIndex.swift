/// Turns the character counts of libyaml into byte offsets of the file.
struct CharacterIndex {
  private let base: Int
  private let byteCount: Int
  /// Where each character starts; empty if the text is ASCII.
  private var starts: [Int] = []

  /// Indexes the text that begins at an offset of the file.
  init(_ text: [UInt8], base: Int) {
    self.base = base
    byteCount = text.count
    if text.contains(where: { $0 >= 0x80 }) {
      starts = text.indices.filter { text[$0] & 0xC0 != 0x80 }
    }
  }

  /// The offset in the file of a character; counts past the end give the end.
  func offset(_ character: Int) -> Int {
    if starts.isEmpty { return base + min(character, byteCount) }
    return base + (character < starts.count ? starts[character] : byteCount)
  }
}
