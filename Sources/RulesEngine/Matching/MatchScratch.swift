/// The working memory of searches in rule indexes, and what the last one found. One a worker, used again and again.
public final class MatchScratch {
  /// A rule that may match.
  public struct Candidate: Sendable, Hashable {
    /// The position of the rule among those the index was built of.
    public let position: Int
    /// Whether the rule's condition must be evaluated to know; else it holds.
    public let needsEvaluation: Bool
  }

  let core: UnsafeMutablePointer<ScratchCore>

  /// How many candidates were found.
  public var count: Int { core.pointee.count }

  /// Empty working memory; it grows to what the indexes need.
  public init() {
    core = .allocate(capacity: 1)
    core.initialize(to: ScratchCore())
  }

  deinit {
    core.pointee.release()
    core.deallocate()
  }

  /// A candidate; they ascend by position. The index runs from 0 to below `count`.
  public subscript(index: Int) -> Candidate {
    precondition(index >= 0 && index < core.pointee.count, "there is no such candidate")
    let hit = core.pointee.hits[index]
    return Candidate(position: Int(hit >> 1), needsEvaluation: hit & 1 == 1)
  }

  /// Makes room for an index.
  @inline(__always)
  func reserve(_ tables: UnsafePointer<IndexTables>) {
    let isSmall =
      tables.pointee.fieldCount > core.pointee.fieldCapacity
      || tables.pointee.hitCapacity > core.pointee.hitCapacity
    if isSmall { core.pointee.grow(tables.pointee) }
  }
}

/// The memory of a scratch behind one pointer, so that searches pay for no exclusivity checks.
struct ScratchCore {
  /// The key of each field.
  var keys: UnsafeMutablePointer<Int64> = .allocate(capacity: 1)
  /// Which fields were left for later: 1 when not fetched yet.
  var unread: UnsafeMutablePointer<UInt8> = .allocate(capacity: 1)
  /// Twice the rule, plus one when it must be evaluated.
  var hits: UnsafeMutablePointer<UInt32> = .allocate(capacity: 1)
  var count = 0
  private(set) var fieldCapacity = 1
  private(set) var hitCapacity = 1

  init() {
    // A test that always passes may read the first key where no field exists.
    keys.initialize(to: Key.missing)
  }

  mutating func grow(_ tables: IndexTables) {
    release()
    fieldCapacity = max(fieldCapacity, tables.fieldCount)
    hitCapacity = max(hitCapacity, tables.hitCapacity)
    keys = .allocate(capacity: fieldCapacity)
    keys.initialize(repeating: Key.missing, count: fieldCapacity)
    unread = .allocate(capacity: fieldCapacity)
    hits = .allocate(capacity: hitCapacity)
  }

  func release() {
    keys.deallocate()
    unread.deallocate()
    hits.deallocate()
  }
}
