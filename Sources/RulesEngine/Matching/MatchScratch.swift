/// The working memory of searches in rule indexes, and what the last one found. One a worker, used again and again.
public final class MatchScratch {
  /// A rule that may match.
  public struct Candidate: Sendable, Hashable {
    /// The position of the rule among those the index was built of.
    public let position: Int
    /// Whether the rule's condition must be evaluated to know; else it holds.
    public let needsEvaluation: Bool
  }

  /// The key of each field.
  private(set) var keys: UnsafeMutablePointer<Int64> = .allocate(capacity: 1)
  /// Which fields were left for later: 1 when not fetched yet.
  private(set) var unread: UnsafeMutablePointer<UInt8> = .allocate(capacity: 1)
  /// Twice the rule, plus one when it must be evaluated.
  private(set) var hits: UnsafeMutablePointer<UInt32> = .allocate(capacity: 1)
  private var fieldCapacity = 1
  private var hitCapacity = 1

  /// How many candidates were found.
  public internal(set) var count = 0

  /// Empty working memory; it grows to what the indexes need.
  public init() { keys.initialize(to: Key.missing) }

  deinit {
    keys.deallocate()
    unread.deallocate()
    hits.deallocate()
  }

  /// A candidate; they ascend by position. The index runs from 0 to below `count`.
  public subscript(index: Int) -> Candidate {
    precondition(index >= 0 && index < count, "there is no such candidate")
    let hit = hits[index]
    return Candidate(position: Int(hit >> 1), needsEvaluation: hit & 1 == 1)
  }

  /// Makes room for an index.
  @inline(__always)
  func reserve(_ tables: IndexTables) {
    count = 0
    if tables.fieldCount > fieldCapacity || tables.hitCapacity > hitCapacity { grow(tables) }
  }

  @inline(never)
  private func grow(_ tables: IndexTables) {
    fieldCapacity = max(fieldCapacity, tables.fieldCount)
    hitCapacity = max(hitCapacity, tables.hitCapacity)
    keys.deallocate()
    unread.deallocate()
    hits.deallocate()
    keys = .allocate(capacity: fieldCapacity)
    unread = .allocate(capacity: fieldCapacity)
    hits = .allocate(capacity: hitCapacity)
    keys.initialize(repeating: Key.missing, count: fieldCapacity)
  }
}
