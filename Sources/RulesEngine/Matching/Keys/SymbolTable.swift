/// The texts that rules compare a slot with, numbered in the order of their octets: text number `n` has the key
/// `2n + 1`, and what lies between two of them the even key between theirs.
///
/// The memory belongs to the index.
struct SymbolTable {
  struct Cell {
    var words: TextWords
    /// The position of the text; -1 marks a free cell.
    var position: Int32
  }

  /// Open addressing; the number of cells is a power of two, at least twice the number of texts.
  var cells: UnsafeMutablePointer<Cell>?
  var mask = 0
  var shift: UInt64 = 63
  /// The odd number that spreads these texts best of those tried.
  var seed: UInt64 = 1
  /// Where each text begins in `octets`, with one entry more for the end of the last.
  var starts: UnsafeMutablePointer<Int32>?
  var octets: UnsafeMutablePointer<UInt8>?
  var count = 0
  /// The octets of the longest text.
  var longest = 0

  /// The key of a short text; nil when it takes more than its words to tell.
  @inline(__always)
  func key(of words: TextWords, isOrdered: Bool) -> Int64? { find(words) ?? (isOrdered ? nil : 0) }

  /// The key of a text. When order is not asked for, all that equal none of the texts share the key 0.
  func key(of text: String, isOrdered: Bool) -> Int64 {
    if !isOrdered && text.utf8.count > longest { return 0 }
    let key = text.utf8.withContiguousStorageIfAvailable { self.key(of: $0, isOrdered: isOrdered) }
    if let key { return key }
    var copy = text
    return copy.withUTF8 { self.key(of: $0, isOrdered: isOrdered) }
  }

  @inline(__always)
  private func find(_ words: TextWords) -> Int64? {
    guard let cells else { return nil }
    var place = words.place(seed: seed, shift: shift)
    while cells[place].position >= 0 {
      let cell = cells[place]
      if cell.words.first == words.first && cell.words.second == words.second {
        return Int64(cell.position) * 2 + 1
      }
      place = (place &+ 1) & mask
    }
    return nil
  }

  /// The key of octets.
  func key(of text: UnsafeBufferPointer<UInt8>, isOrdered: Bool) -> Int64 {
    guard let cells, text.count <= longest || isOrdered else { return 0 }
    let words = TextWords(text)
    var place = words.place(seed: seed, shift: shift)
    while cells[place].position >= 0 {
      let cell = cells[place]
      if cell.words.first == words.first && cell.words.second == words.second,
        words.isWhole || compare(text, Int(cell.position)) == 0
      {
        return Int64(cell.position) * 2 + 1
      }
      place = (place &+ 1) & mask
    }
    return isOrdered ? Int64(rank(text)) * 2 : 0
  }

  /// The number of texts that come before this one.
  private func rank(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if compare(text, middle) > 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Below zero when `text` comes before the text at `position`, zero when they are the same.
  private func compare(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
    guard let starts, let octets else { return -1 }
    let start = Int(starts[position])
    let length = Int(starts[position + 1]) - start
    let shared = min(length, text.count)
    for index in 0..<shared where text[index] != octets[start + index] {
      return text[index] < octets[start + index] ? -1 : 1
    }
    return text.count - length
  }
}
