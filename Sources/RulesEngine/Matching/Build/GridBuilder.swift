/// Fills buckets: terms with an interval that few events hit are filed in a grid of that field, the others in a list.
struct GridBuilder {
  /// How many terms of a bucket make a grid worth its search.
  private static let worthwhile = 24

  let terms: [DraftTerm]

  private struct Entry {
    var term: Int
    var low: Int64
    var high: Int64
  }

  /// The bucket of the given terms, ascending.
  func bucket(of numbers: [Int], code: UInt64, into layout: inout IndexLayout) -> Bucket {
    var bucket = Bucket(code: code, count: 0)
    var listed = numbers
    var entries: [Int: [Entry]] = [:]
    if numbers.count >= Self.worthwhile {
      listed = []
      for number in numbers {
        if let (field, entry) = interval(of: number) {
          entries[field, default: []].append(entry)
        } else {
          listed.append(number)
        }
      }
      for (field, found) in entries where found.count < Self.worthwhile {
        listed += found.map(\.term)
        entries[field] = nil
      }
      listed.sort()
    }
    bucket.first = Int32(layout.postings.count)
    bucket.count = Int32(listed.count)
    for number in listed { layout.post(number) }
    var grids: [Grid] = []
    for (field, found) in entries.sorted(by: { $0.key < $1.key }) {
      grids.append(grid(field, found, &layout))
    }
    bucket.firstGrid = Int32(layout.grids.count)
    bucket.gridCount = Int32(grids.count)
    layout.grids += grids
    return bucket
  }

  /// The interval that leads to a term, with its field.
  private func interval(of number: Int) -> (Int, Entry)? {
    let term = terms[number]
    guard term.hasInterval, case .range(let low, let high) = term.unsettled[0].keys else { return nil }
    return (term.unsettled[0].field, Entry(term: number, low: low, high: high))
  }

  private func grid(_ field: Int, _ entries: [Entry], _ layout: inout IndexLayout) -> Grid {
    var bounds: [Int64] = []
    for entry in entries {
      if entry.low > Key.lowest { bounds.append(entry.low) }
      if entry.high < Key.highest { bounds.append(entry.high + 1) }
    }
    bounds = unique(bounds)
    if bounds.isEmpty { bounds = [Key.lowest] }
    let wild = entries.filter { terms[$0.term].hasOpaque }.map(\.term)
    var grid = Grid(
      field: Int32(field), bounds: Int32(layout.bounds.count), boundCount: Int32(bounds.count), levels: 0,
      offsets: Int32(layout.offsets.count), wild: Int32(layout.postings.count), wildCount: Int32(wild.count))
    layout.postWhole(wild)
    layout.bounds += bounds
    for blocks in levels(of: entries, bounds) {
      for block in blocks {
        layout.offsets.append(Int32(layout.postings.count))
        // On the finest level the block is the interval: that test is settled by getting there.
        for number in block { layout.post(number, after: grid.levels == 0 ? 1 : 0) }
      }
      layout.offsets.append(Int32(layout.postings.count))
      grid.levels += 1
    }
    return grid
  }

  /// The terms of every block, level by level.
  private func levels(of entries: [Entry], _ bounds: [Int64]) -> [[[Int]]] {
    var levels: [[[Int]]] = []
    for entry in entries {
      let first = rank(entry.low, bounds)
      let last = rank(entry.high, bounds)
      var level = 0
      while (last >> (level * Grid.fanout)) - (first >> (level * Grid.fanout)) > 1 { level += 1 }
      while levels.count <= level {
        let blocks = (bounds.count >> (levels.count * Grid.fanout)) + 1
        levels.append(Array(repeating: [], count: blocks))
      }
      let shift = level * Grid.fanout
      for block in first >> shift...last >> shift { levels[level][block].append(entry.term) }
    }
    return levels
  }

  /// The number of bounds up to `key`.
  private func rank(_ key: Int64, _ bounds: [Int64]) -> Int {
    var (low, high) = (0, bounds.count)
    while low < high {
      let middle = (low + high) / 2
      if bounds[middle] <= key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func unique(_ keys: [Int64]) -> [Int64] {
    var unique: [Int64] = []
    for key in keys.sorted() where unique.last != key { unique.append(key) }
    return unique
  }
}
