/// Owns the memory of an index.
///
/// Unchecked: the memory is written while the index is built, by one thread, and only read from then on.
final class IndexStorage: @unchecked Sendable {
  let tables: UnsafePointer<IndexTables>
  private let memory: [UnsafeMutableRawPointer]

  init(tables: UnsafePointer<IndexTables>, memory: [UnsafeMutableRawPointer]) {
    self.tables = tables
    self.memory = memory
  }

  deinit {
    for block in memory { block.deallocate() }
  }
}

/// Blocks of plain memory, handed to an index as one.
struct MemoryBlocks {
  private(set) var blocks: [UnsafeMutableRawPointer] = []

  /// A copy of the elements, which must hold no references: the memory is freed as it is. Never empty, so that it always has an address.
  mutating func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let size = max(1, elements.count)
    let copied = UnsafeMutablePointer<Element>.allocate(capacity: size)
    elements.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { copied.initialize(from: first, count: source.count) }
    }
    blocks.append(UnsafeMutableRawPointer(copied))
    return copied
  }
}
