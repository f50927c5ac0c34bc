internal import CEL

/// Puts together the values that arrive from a script one by one.
struct ResultBuilder {
  /// What has arrived completely: one result, or the arguments of a host function.
  private(set) var finished: [ScriptArgument] = []
  /// The items of lists and maps that are not yet complete.
  private var items: [Value] = []
  /// Where the items of each open list or map begin, the innermost last.
  private var open: [(start: Int, isList: Bool)] = []
  /// Why something could not be read.
  var error: EvaluationError?

  mutating func reset() {
    finished.clear()
    items.clear()
    if !open.isEmpty { open.removeAll(keepingCapacity: true) }
    if error != nil { error = nil }
  }

  /// Hands over what has arrived, for memory to use next.
  @inline(__always)
  mutating func swap(_ memory: inout [ScriptArgument]) { Swift.swap(&memory, &finished) }

  mutating func put(_ value: consuming Value?) {
    if open.isEmpty {
      finished.append(value.map(ScriptArgument.value) ?? .nothing)
    } else {
      items.append(value ?? .null)
    }
  }

  mutating func openList() { open.append((items.count, true)) }
  mutating func openMap() { open.append((items.count, false)) }

  mutating func close() {
    guard let (start, isList) = open.popLast() else { return }
    let made =
      isList ? ScriptArgument.value(.list(List(Array(items[start...])))) : .fields(fields(from: start))
    if start == 0 { items.clear() } else { items.removeLast(items.count - start) }
    if open.isEmpty {
      finished.append(made)
    } else {
      items.append(made.whole ?? .null)
    }
  }

  /// Keys and values by turns, in the order of the keys' bytes: a table has none of its own.
  private func fields(from start: Int) -> [(String, Value)] {
    var entries: [(String, Value)] = []
    entries.reserveCapacity((items.count - start) / 2)
    var index = start
    while index + 1 < items.count {
      if case .string(let key) = items[index] { entries.append((key, items[index + 1])) }
      index += 2
    }
    Self.sort(&entries)
    return entries
  }

  /// Sorts by the keys' bytes; most tables have a few entries.
  private static func sort(_ entries: inout [(String, Value)]) {
    switch entries.count {
    case 0, 1: break
    case 2: if precedes(entries[1].0, entries[0].0) { entries.swapAt(0, 1) }
    default: entries.sort { precedes($0.0, $1.0) }
    }
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

/// What a script passed to a host function, or returned.
enum ScriptArgument: Sendable {
  case nothing
  case value(Value)
  /// A table with names; it becomes a map when it is asked for as a value.
  case fields([(String, Value)])

  /// As one value; nil for nothing.
  var whole: Value? {
    switch self {
    case .nothing: nil
    case .value(let value): value
    case .fields(let entries): .map(Map(entries))
    }
  }
}

extension Array {
  /// Removes everything; of a few elements one by one, which is faster, and the memory stays.
  @inline(__always)
  mutating func clear() {
    if count > 64 { return removeAll() }
    while !isEmpty { removeLast() }
  }
}
