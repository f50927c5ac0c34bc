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
    var bits = 1
    while 1 << bits < sorted.count * 2 { bits += 1 }
    shift = UInt64(64 - bits)
    mask = 1 << bits - 1
    var cells = [Cell](repeating: Cell(words: TextWords(UnsafeBufferPointer(start: nil, count: 0)), position: -1), count: 1 << bits)
    for (position, text) in sorted.enumerated() {
      let words = text.withUnsafeBufferPointer { TextWords($0) }
      var place = words.place(shift: shift)
      while cells[place].position >= 0 { place = (place + 1) & mask }
      cells[place] = Cell(words: words, position: Int32(position))
    }
    self.cells = memory.copy(cells)
  }
}
