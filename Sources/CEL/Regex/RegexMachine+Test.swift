extension RegexMachine {
  /// A set of instructions in order of arrival, emptied in no time.
  private struct Places {
    var all: [Int] = []
    private var marks: [Int]
    private var step = 0

    init(_ count: Int) {
      marks = Array(repeating: -1, count: count)
      all.reserveCapacity(count)
    }

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

  /// Whether the pattern matches somewhere, without noting where.
  mutating func test(_ text: String) throws(EvaluationError) -> Bool {
    var current = Places(program.instructions.count)
    var following = Places(program.instructions.count)
    var scalars = text.unicodeScalars.makeIterator()
    var previous: Unicode.Scalar?
    var next = scalars.next()
    while true {
      if previous == nil || !program.isAnchored {
        if add(0, previous, next, &current) { return true }
      } else if current.all.isEmpty {
        return false
      }
      guard let scalar = next else { return false }
      next = scalars.next()
      following.clear()
      try charge(current.all.count)
      for place in current.all {
        guard case .characters(let index) = program.instructions[place],
          program.classes[index].contains(scalar)
        else { continue }
        if add(place + 1, scalar, next, &following) { return true }
      }
      swap(&current, &following)
      previous = scalar
    }
  }

  /// Adds what is reached from a place without consuming; true when that is the match.
  private func add(
    _ start: Int, _ previous: Unicode.Scalar?, _ next: Unicode.Scalar?, _ places: inout Places
  ) -> Bool {
    var place = start
    var pending: [Int] = []
    while true {
      var isOpen = places.isNew(place)
      if isOpen {
        switch program.instructions[place] {
        case .match: return true
        case .characters:
          places.all.append(place)
          isOpen = false
        case .jump(let target): place = target
        case .save: place += 1
        case .split(let first, let second):
          pending.append(second)
          place = first
        case .assertion(let kind):
          isOpen = Self.holds(kind, previous, next)
          place += 1
        }
      }
      if isOpen { continue }
      guard let other = pending.popLast() else { return false }
      place = other
    }
  }

  static func holds(_ kind: RegexAssertion, _ previous: Unicode.Scalar?, _ next: Unicode.Scalar?) -> Bool {
    switch kind {
    case .textStart: previous == nil
    case .textEnd: next == nil
    case .lineStart: previous == nil || previous == "\n"
    case .lineEnd: next == nil || next == "\n"
    case .wordBoundary: isWord(previous) != isWord(next)
    case .noWordBoundary: isWord(previous) == isWord(next)
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar, scalar.isASCII else { return false }
    let octet = UInt8(scalar.value)
    return isLetter(octet) || isDigit(octet)
  }
}
