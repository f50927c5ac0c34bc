/// Which step of a later version of a workflow is which one of an earlier version.
///
/// A step is found by what `migrate` says, else by its id, else by its path where it has no id. It has to be of the same
/// type, inside the same loops and branches: only then does the place of a run mean the same.
struct StepMapping {
  let old: WorkflowPlan
  let new: WorkflowPlan
  private let renamed: [String: String]
  private let oldTree: SequenceTree
  private let newTree: SequenceTree

  /// Why a run cannot go on in the later version.
  struct Conflict: Error {
    var message: String

    init(_ message: String) { self.message = message }
  }

  init(from old: WorkflowPlan, to new: WorkflowPlan, _ migration: Migration) {
    self.old = old
    self.new = new
    renamed = Dictionary(migration.steps.map { ($0.old, $0.new.value) }) { first, _ in first }
    oldTree = SequenceTree(old)
    newTree = SequenceTree(new)
  }

  /// The step that a step has become.
  ///
  /// - Parameter anew: whether it will be done from its beginning, so that its type does not matter.
  func step(_ step: Int, anew: Bool = false) throws(Conflict) -> Int {
    let plan = old.steps[step]
    guard let found = counterpart(plan) else {
      throw Conflict(
        "it stands at \(plan.label), which the new version does not have; `steps` of `migrate` can say what it became"
      )
    }
    let other = new.steps[found]
    guard anew || plan.verb == other.verb else {
      throw Conflict("\(plan.label) was `\(plan.verb)` and is `\(other.verb)` now")
    }
    guard try isSamePlace(oldTree.sequence(of: step), newTree.sequence(of: found)) else {
      throw Conflict("\(plan.label) stood in another branch or loop before")
    }
    if !anew { try check(plan, other) }
    return found
  }

  private func counterpart(_ plan: StepPlan) -> Int? {
    if let name = plan.id.flatMap({ renamed[$0] }) ?? renamed[plan.path] { return new.step(called: name) }
    if let id = plan.id { return new.step(named: id) }
    return new.steps.firstIndex { $0.path == plan.path && $0.id == nil }
  }

  private func isSamePlace(_ sequence: Int, _ other: Int) throws(Conflict) -> Bool {
    switch (oldTree.holders[sequence], newTree.holders[other]) {
    case (nil, nil): return (sequence == old.errorSequence) == (other == new.errorSequence)
    case (let holder?, let otherHolder?):
      guard holder.branch == otherHolder.branch else { return false }
      return try step(holder.step) == otherHolder.step
    default: return false
    }
  }

  /// What a run that is in the midst of a step holds on to has to be the same.
  private func check(_ plan: StepPlan, _ other: StepPlan) throws(Conflict) {
    switch (plan.body, other.body) {
    case (.parallel(let needed, let branches), .parallel(let needed2, let branches2)):
      guard needed == needed2, branches.count == branches2.count else {
        throw Conflict("\(plan.label) has other branches now")
      }
    case (.loop(let loop), .loop(let loop2)):
      guard loop.kind.isLike(loop2.kind) else {
        throw Conflict("\(plan.label) loops over something else now")
      }
    case (.call(let event, _), .call(let event2, _)):
      guard event == event2 else { throw Conflict("\(plan.label) calls another workflow now") }
    case (.act(_, let awaits), .act(_, let awaits2)):
      guard awaits == awaits2 else {
        throw Conflict("\(plan.label) awaits its action only in one of the versions")
      }
    default: break
    }
  }

  /// The same place in the new version.
  func positions(_ stack: [RunPosition], anew: Bool) throws(Conflict) -> [RunPosition] {
    var positions: [RunPosition] = []
    for (level, position) in stack.enumerated() {
      let steps = old.sequences[position.sequence]
      guard steps.indices.contains(position.next) else { throw Conflict("it is between two steps") }
      let found = try step(steps[position.next], anew: anew && level == stack.count - 1)
      let sequence = newTree.sequence(of: found)
      var moved = position
      moved.sequence = sequence
      moved.next = new.sequences[sequence].firstIndex(of: found) ?? 0
      positions.append(moved)
    }
    return positions
  }
}

/// In which sequence each step stands, and which step holds each sequence.
private struct SequenceTree {
  /// By sequence; nil for that of the workflow itself and of `on_error`.
  var holders: [Int: (step: Int, branch: Int)] = [:]
  private var sequences: [Int: Int] = [:]

  init(_ plan: WorkflowPlan) {
    for (position, steps) in plan.sequences.enumerated() {
      for step in steps { sequences[step] = position }
    }
    for (position, step) in plan.steps.enumerated() {
      for (branch, sequence) in step.sequences.enumerated() { holders[sequence] = (position, branch) }
    }
  }

  func sequence(of step: Int) -> Int { sequences[step] ?? 0 }
}

extension StepPlan {
  /// The sequences it holds.
  var sequences: [Int] {
    switch body {
    case .branch(let branches): branches.map(\.sequence)
    case .loop(let loop): [loop.sequence]
    case .parallel(_, let sequences): sequences
    case .group(let sequence): [sequence]
    default: []
    }
  }

  /// How people name it.
  var label: String { id.map { "the step `\($0)`" } ?? "`\(path)`" }
}

extension LoopPlan.Kind {
  fileprivate func isLike(_ other: LoopPlan.Kind) -> Bool {
    switch (self, other) {
    case (.forEach(_, _, let element), .forEach(_, _, let element2)): element == element2
    case (.count, .count), (.whileHolds, .whileHolds), (.until, .until): true
    default: false
    }
  }
}

extension WorkflowPlan {
  /// The position of the step with this id or path.
  fileprivate func step(called name: String) -> Int? {
    step(named: name) ?? steps.firstIndex { $0.path == name }
  }
}
