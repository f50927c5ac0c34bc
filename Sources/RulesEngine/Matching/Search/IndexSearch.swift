internal import CEL

/// One search: the keys of an event, and the candidates found for them.
struct IndexSearch {
  let tables: UnsafePointer<IndexTables>
  let keys: UnsafeMutablePointer<Int64>
  let unread: UnsafeMutablePointer<UInt8>
  let hits: UnsafeMutablePointer<UInt32>
  /// Where deferred slots are fetched from.
  let frame: Unmanaged<Frame>?
  /// Whether only the first rule is wanted.
  let wantsFirst: Bool
  var count = 0
  /// With `wantsFirst`: terms from here on are of no interest.
  var limit = Int32.max
  /// Whether a value was met that the index cannot judge.
  var hasAlien = false

  init(
    _ tables: UnsafePointer<IndexTables>, _ scratch: MatchScratch, frame: Unmanaged<Frame>?, wantsFirst: Bool
  ) {
    scratch.reserve(tables)
    let scratch = scratch.core.pointee
    self.tables = tables
    keys = scratch.keys
    unread = scratch.unread
    hits = scratch.hits
    self.frame = frame
    self.wantsFirst = wantsFirst
  }

  /// Finds the candidates once the keys are read.
  mutating func run() {
    if !hasAlien { searchGroups() }
    if hasAlien { searchAll() }
    if count > 1 { arrange() }
  }

  @inline(__always)
  private mutating func searchGroups() {
    search(tables.pointee.root)
    for index in 0..<tables.pointee.groupCount {
      let group = tables.pointee.groups[index]
      if group.leastTerm < limit { search(group) }
      if hasAlien { return }
    }
  }

  @inline(__always)
  private mutating func search(_ group: Group) {
    var code: UInt64 = 0
    for index in Int(group.fields)..<Int(group.fields &+ group.fieldCount) {
      let member = tables.pointee.groupFields[index]
      let key = key(of: Int(member.field))
      if key < Key.lowest {
        if key == Key.missing { scan(group.wild, group.wildCount) }
        return
      }
      code |= UInt64(bitPattern: key) << member.shift
    }
    let mask = Int(truncatingIfNeeded: (1 as UInt64) << (64 &- group.shift)) &- 1
    let buckets = tables.pointee.buckets + Int(group.buckets)
    var place = Bucket.place(of: code, shift: group.shift)
    while buckets[place].count >= 0 {
      if buckets[place].code == code { return search(buckets[place]) }
      place = (place &+ 1) & mask
    }
  }

  @inline(__always)
  private mutating func search(_ bucket: Bucket) {
    if bucket.count > 0 { scan(bucket.first, bucket.count) }
    for index in Int(bucket.firstGrid)..<Int(bucket.firstGrid &+ bucket.gridCount) {
      search(tables.pointee.grids[index])
    }
  }

  private mutating func search(_ grid: Grid) {
    let key = key(of: Int(grid.field))
    if key < Key.lowest {
      if key == Key.missing { scan(grid.wild, grid.wildCount) }
      return
    }
    let cell = cell(of: key, in: grid)
    var offsets = tables.pointee.offsets + Int(grid.offsets)
    let last = Int(grid.boundCount)
    for level in 0..<Int(grid.levels) {
      let shift = level &* Grid.fanout
      let first = offsets[cell &>> shift]
      scan(first, offsets[(cell &>> shift) &+ 1] &- first)
      offsets += (last &>> shift) &+ 2
    }
  }

  /// The number of bounds up to `key`; no branch of it depends on the key.
  @inline(__always)
  private func cell(of key: Int64, in grid: Grid) -> Int {
    var base = tables.pointee.bounds + Int(grid.bounds)
    let start = base
    var length = Int(grid.boundCount)
    while length > 1 {
      let half = length &>> 1
      base += base[half &- 1] <= key ? half : 0
      length &-= half
    }
    return (base - start) &+ (base.pointee <= key ? 1 : 0)
  }

  /// Tries postings one after the other; with `wantsFirst` they ascend, and the first that holds ends it.
  @inline(__always)
  mutating func scan(_ first: Int32, _ count: Int32) {
    var posting = tables.pointee.postings + Int(first)
    let end = posting + Int(count)
    while posting < end {
      if passes(posting), verify(posting), wantsFirst { return }
      posting += 1
    }
  }

  @inline(__always)
  private mutating func passes(_ test: UnsafeMutablePointer<KeyTest>) -> Bool {
    if test.pointee.op == .plain {
      return UInt64(bitPattern: keys[Int(test.pointee.field)] &- test.pointee.low) <= test.pointee.span
    }
    return passesSpecially(test.pointee)
  }

  /// Whether the rest of a posting's term holds; then the rule is a candidate.
  @inline(__always)
  private mutating func verify(_ posting: UnsafeMutablePointer<KeyTest>) -> Bool {
    let number = posting.pointee.term
    if number >= limit { return true }
    let term = tables.pointee.terms[Int(number)]
    let settled = posting.pointee.settled
    let isWhole = settled == KeyTest.allTests
    var test = tables.pointee.tests + Int(term.tests)
    let end = test + Int(isWhole ? term.total : term.unsettled)
    if !isWhole { test += Int(settled) }
    while test < end {
      if !passes(test) { return false }
      test += 1
    }
    if wantsFirst {
      limit = number
      count = 0
    }
    hits[count] = UInt32(bitPattern: term.rule) &<< 1 | (term.needsEvaluation ? 1 : 0)
    count &+= 1
    return true
  }

  /// Puts the candidates in order, each once: one that holds before one that must be evaluated.
  private mutating func arrange() {
    if count > 24 {
      var found = UnsafeMutableBufferPointer(start: hits, count: count)
      found.sort()
    } else {
      for index in 1..<count {
        let hit = hits[index]
        var place = index
        while place > 0, hits[place &- 1] > hit {
          hits[place] = hits[place &- 1]
          place &-= 1
        }
        hits[place] = hit
      }
    }
    guard tables.pointee.hasRepeats else { return }
    var kept = 1
    for index in 1..<count where hits[index] >> 1 != hits[kept - 1] >> 1 {
      hits[kept] = hits[index]
      kept += 1
    }
    count = kept
  }
}

extension Bucket {
  /// Where to look for a code in a table of `1 << (64 - shift)` buckets.
  @inline(__always)
  static func place(of code: UInt64, shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (code &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }
}
