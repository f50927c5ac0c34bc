public import CEL

/// The conditions of many rules in one structure: finding those that hold for an event costs little more for ten
/// thousand rules than for ten.
///
/// Tests that a rule's condition makes of single slots are indexed; of what is left of it, the index only says that
/// evaluation must tell. So the candidates are exactly the rules whose condition holds, except for those marked
/// `needsEvaluation`, which may hold or fail. A rule whose evaluation could fail is always among the candidates,
/// unless it could fail only for want of a deferred slot that need not be fetched: a missing field has decided.
///
/// ```swift
/// let index = RuleIndex(conditions.map(\.form))
/// let scratch = MatchScratch()
/// index.match(frame, scratch)
/// for place in 0..<scratch.count { print(scratch[place].position) }
/// ```
///
/// Memory grows in proportion to the number of tests. An index is immutable and shared freely between threads.
public struct RuleIndex: Sendable {
  let storage: IndexStorage
  private let forms: [Form]

  /// Whether no candidate ever needs evaluation because of its own condition. Values of unexpected kinds, and slots
  /// that cannot be fetched, still ask for it.
  public let isExact: Bool

  /// An index of conditions, in firing order.
  ///
  /// - Parameter deferred: slots whose values are costly to fetch. While they are pending, they are fetched only for
  ///   rules that hold in everything else that is indexed. Other pending slots are fetched at once.
  public init(_ forms: [Form], deferred: Set<Int> = []) {
    var builder = IndexBuilder(forms, deferred: deferred)
    isExact = builder.isExact
    storage = builder.build()
    self.forms = forms
  }

  /// How many rules there are.
  public var count: Int { forms.count }

  /// Finds the rules that hold, or may hold, for the frame's slots. They are left in `scratch`, in firing order.
  public func match(_ frame: Frame, _ scratch: MatchScratch) {
    var search = IndexSearch(storage.tables, scratch, frame: .passUnretained(frame), wantsFirst: false)
    search.readKeys(frame.slots)
    search.run()
    scratch.core.pointee.count = search.count
  }

  /// Finds rules for inputs: slot number `n` is input number `n`, and nil is missing.
  ///
  /// - Parameter first: whether only the first is wanted. Of an exact index that is the first that holds.
  func match(_ inputs: [Value?], _ scratch: MatchScratch, first: Bool) -> IndexSearch.Outcome {
    var search = IndexSearch(storage.tables, scratch, frame: nil, wantsFirst: first && isExact)
    search.readKeys(inputs)
    search.run()
    scratch.core.pointee.count = search.count
    return search.hasAlien ? .doubtful : .certain
  }

  /// The first test that keeps a rule from holding, or nil when none does or the index cannot tell.
  ///
  /// Nothing is fetched: pending slots count as unknown.
  public func whyNot(_ position: Int, in frame: Frame) -> Obstacle? {
    guard forms.indices.contains(position) else { return nil }
    return Obstacle.first(in: forms[position], frame)
  }
}

extension IndexSearch {
  /// Whether the candidates were found by tests alone.
  enum Outcome { case certain, doubtful }
}
