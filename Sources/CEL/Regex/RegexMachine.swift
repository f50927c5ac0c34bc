/// Follows all alternatives of a program side by side, in order of preference.
struct RegexMachine {
  private struct Thread {
    var place: Int
    var saved: [Int]
  }

  let program: RegexProgram
  let groupCount: Int
  /// Steps that all searches of one call may take together.
  var steps = 2_000_000

  /// Threads in order of preference, each instruction at most once.
  private struct Threads {
    var all: [Thread] = []
    /// The step at which each instruction was last added.
    private var marks: [Int]
    private var step = 0

    init(_ count: Int) { marks = Array(repeating: -1, count: count) }

    mutating func clear() {
      all.removeAll(keepingCapacity: true)
      step += 1
    }

    mutating func isNew(_ place: Int) -> Bool {
      if marks[place] == step { return false }
      marks[place] = step
      return true
    }
  }

  init(program: RegexProgram, groupCount: Int) {
    self.program = program
    self.groupCount = groupCount
  }

  /// The leftmost match at or after `start`; without groups, any match as soon as there is one.
  mutating func search(
    _ scalars: [Unicode.Scalar], from start: Int, needsGroups: Bool
  ) throws(EvaluationError) -> Regex.Match? {
    var best: [Int]?
    let unset = needsGroups ? Array(repeating: -1, count: 2 * (groupCount + 1)) : []
    var current = Threads(program.instructions.count)
    var following = Threads(program.instructions.count)
    for at in start...max(start, scalars.count) {
      if best == nil { add(Thread(place: 0, saved: unset), scalars, at, needsGroups, to: &current) }
      if current.all.isEmpty, best != nil { break }
      following.clear()
      try charge(current.all.count)
      for thread in current.all {
        switch program.instructions[thread.place] {
        case .match:
          if !needsGroups { return Regex.Match(groups: [at..<at]) }
          best = thread.saved
        case .characters(let index):
          guard at < scalars.count, program.classes[index].contains(scalars[at]) else { continue }
          add(
            Thread(place: thread.place + 1, saved: thread.saved), scalars, at + 1, needsGroups, to: &following
          )
          continue
        default: continue
        }
        break
      }
      swap(&current, &following)
    }
    return best.map(Self.match)
  }

  mutating func charge(_ count: Int) throws(EvaluationError) {
    steps -= count + 1
    guard steps > 0 else {
      throw EvaluationError(.budget, "the text is too long for this regular expression")
    }
  }

  private static func match(_ saved: [Int]) -> Regex.Match {
    let pairs = stride(from: 0, to: saved.count, by: 2).map { (saved[$0], saved[$0 + 1]) }
    return Regex.Match(groups: pairs.map { $0 >= 0 && $1 >= $0 ? $0..<$1 : nil })
  }

  /// Adds a thread and all that it reaches without consuming, in order of preference.
  private func add(
    _ thread: Thread, _ scalars: [Unicode.Scalar], _ at: Int, _ needsGroups: Bool, to list: inout Threads
  ) {
    var pending = [thread]
    while var thread = pending.popLast() {
      guard list.isNew(thread.place) else { continue }
      switch program.instructions[thread.place] {
      case .jump(let target): pending.append(Thread(place: target, saved: thread.saved))
      case .split(let first, let second):
        pending.append(Thread(place: second, saved: thread.saved))
        pending.append(Thread(place: first, saved: thread.saved))
      case .save(let index):
        if needsGroups, index < thread.saved.count { thread.saved[index] = at }
        thread.place += 1
        pending.append(thread)
      case .assertion(let kind):
        let previous = at > 0 ? scalars[at - 1] : nil
        guard Self.holds(kind, previous, at < scalars.count ? scalars[at] : nil) else { continue }
        thread.place += 1
        pending.append(thread)
      case .characters, .match: list.all.append(thread)
      }
    }
  }
}
