extension SymbolTable {
  /// A table of the given texts.
  init(_ texts: Set<[UInt8]>, memory: inout MemoryBlocks) {
    let sorted = texts.sorted { $0.lexicographicallyPrecedes($1) }
    var octets: [UInt8] = []
    var starts: [Int32] = [0]
    for text in sorted {
      octets += text
      starts.append(Int32(truncatingIfNeeded: octets.count))
    }
    count = sorted.count
    longest = sorted.reduce(0) { max($0, $1.count) }
    self.octets = memory.copy(octets)
    self.starts = memory.copy(starts)
    let words = sorted.map { text in text.withUnsafeBufferPointer { TextWords($0) } }
    var bits = 2
    while 1 << bits < sorted.count * (sorted.count < 100 ? 4 : 2) { bits += 1 }
    shift = UInt64(64 - bits)
    mask = 1 << bits - 1
    seed = Self.bestSeed(for: words, shift: shift)
    let free = Cell(words: TextWords(UnsafeBufferPointer(start: nil, count: 0)), position: -1)
    var cells = [Cell](repeating: free, count: 1 << bits)
    for (position, words) in words.enumerated() {
      var place = words.place(seed: seed, shift: shift)
      while cells[place].position >= 0 { place = (place + 1) & mask }
      cells[place] = Cell(words: words, position: Int32(position))
    }
    self.cells = memory.copy(cells)
  }

  /// Of a few odd numbers the one that makes the fewest texts share a cell: each one that does may cost a
  /// mispredicted branch per event.
  private static func bestSeed(for words: [TextWords], shift: UInt64) -> UInt64 {
    var best: (seed: UInt64, shared: Int) = (0x9E37_79B9_7F4A_7C15, .max)
    for attempt in 0..<(words.count <= 1000 ? 24 : 4) {
      let seed = 0x9E37_79B9_7F4A_7C15 &* UInt64(2 * attempt + 1)
      let shared = words.count - Set(words.map { $0.place(seed: seed, shift: shift) }).count
      if shared < best.shared { best = (seed, shared) }
      if shared == 0 { break }
    }
    return best.seed
  }
}
