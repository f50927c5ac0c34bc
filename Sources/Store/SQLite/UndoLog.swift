import CEL
import RulesEngine

/// How to take back what has been written in a transaction, step by step.
///
/// An SQL savepoint makes SQLite copy every page that is written after it, for each event anew. What is nearly always
/// written has an exact inverse, so it is only noted; the savepoint is made when something is written that has none.
struct UndoLog {
  /// What takes back one statement.
  enum Inverse {
    /// The event came last, so its number is free again.
    case event(Int64)
    case decision(Int64, actions: Int)
    /// A change of a row of the model, with the row before it; nil where there was none.
    case row(RowChange, old: [Value?]?)
  }

  /// A stretch that stays or goes as a whole.
  struct Level {
    fileprivate var start: Int
    /// Whether a savepoint has been made since; what came after it is not noted any more.
    fileprivate(set) var hasSavepoint = false
  }

  private(set) var inverses: [Inverse] = []
  private var levels: [Level] = []

  /// Taking back is not noted itself.
  var isTakingBack = false

  /// Whether something has to be noted.
  var isNoting: Bool { isTakingBack ? false : levels.last.map { !$0.hasSavepoint } ?? false }

  mutating func begin() { levels.append(Level(start: inverses.count)) }

  mutating func note(_ inverse: @autoclosure () -> Inverse) {
    if isNoting { inverses.append(inverse()) }
  }

  mutating func noteSavepoint() { levels[levels.count - 1].hasSavepoint = true }

  /// Ends the latest level, which stays. Returns whether its savepoint is to be released: one that the level around it
  /// still needs becomes its own.
  mutating func keep() -> Bool {
    guard let level = levels.popLast() else { return false }
    guard let outer = levels.last else {
      inverses.removeAll(keepingCapacity: true)
      return level.hasSavepoint
    }
    if outer.hasSavepoint { inverses.removeSubrange(level.start...) }
    guard level.hasSavepoint else { return false }
    if outer.hasSavepoint { return true }
    levels[levels.count - 1].hasSavepoint = true
    return false
  }

  /// Ends the latest level, which goes. Returns whether its savepoint is to be rolled back, and then what to do, in
  /// this order.
  mutating func discard() -> (hasSavepoint: Bool, inverses: [Inverse]) {
    guard let level = levels.popLast() else { return (false, []) }
    let undone = Array(inverses[level.start...].reversed())
    inverses.removeSubrange(level.start...)
    return (level.hasSavepoint, undone)
  }

  /// The transaction is over.
  mutating func clear() {
    inverses.removeAll(keepingCapacity: true)
    levels.removeAll(keepingCapacity: true)
  }
}
