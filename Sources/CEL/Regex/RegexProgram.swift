/// A compiled regular expression: instructions for a machine that follows all alternatives at once.
struct RegexProgram: Sendable {
  enum Instruction: Sendable {
    case characters(Int)
    case assertion(RegexAssertion)
    /// The first is preferred.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case match
  }

  /// More instructions than any sensible pattern needs.
  static let maxInstructions = 10_000

  var instructions: [Instruction] = []
  var classes: [CharacterClass] = []

  init(_ node: RegexNode) throws(EvaluationError) {
    try emit(node)
    instructions.append(.match)
    for index in classes.indices { classes[index].prepare() }
  }

  /// Whether every match begins at the start of the text.
  var isAnchored: Bool {
    for case let instruction in instructions {
      if case .save = instruction { continue }
      if case .assertion(.textStart) = instruction { return true }
      return false
    }
    return false
  }

  private mutating func add(_ instruction: Instruction) throws(EvaluationError) {
    guard instructions.count < Self.maxInstructions else { throw RegexParser.wrong("it is too large") }
    instructions.append(instruction)
  }

  private mutating func emit(_ node: RegexNode) throws(EvaluationError) {
    switch node {
    case .empty: return
    case .characters(let characters):
      classes.append(characters)
      try add(.characters(classes.count - 1))
    case .assertion(let kind): try add(.assertion(kind))
    case .sequence(let items): for item in items { try emit(item) }
    case .choice(let branches): try emit(branches)
    case .group(let inner, let number):
      try add(.save(2 * number))
      try emit(inner)
      try add(.save(2 * number + 1))
    case .repetition(let inner, let least, let most, let isGreedy):
      for _ in 0..<least { try emit(inner) }
      if let most {
        try emitOptional(inner, most - least, isGreedy)
      } else {
        try emitLoop(inner, isGreedy)
      }
    }
  }

  private mutating func emit(_ branches: [RegexNode]) throws(EvaluationError) {
    var jumps: [Int] = []
    for branch in branches.dropLast() {
      let split = instructions.count
      try add(.split(split + 1, 0))
      try emit(branch)
      jumps.append(instructions.count)
      try add(.jump(0))
      instructions[split] = .split(split + 1, instructions.count)
    }
    if let last = branches.last { try emit(last) }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func emitLoop(_ inner: RegexNode, _ isGreedy: Bool) throws(EvaluationError) {
    let split = instructions.count
    try add(.split(0, 0))
    try emit(inner)
    try add(.jump(split))
    let end = instructions.count
    instructions[split] = isGreedy ? .split(split + 1, end) : .split(end, split + 1)
  }

  private mutating func emitOptional(_ inner: RegexNode, _ count: Int, _ isGreedy: Bool)
    throws(EvaluationError)
  {
    var splits: [Int] = []
    for _ in 0..<max(0, count) {
      splits.append(instructions.count)
      try add(.split(0, 0))
      try emit(inner)
    }
    let end = instructions.count
    for split in splits { instructions[split] = isGreedy ? .split(split + 1, end) : .split(end, split + 1) }
  }
}
