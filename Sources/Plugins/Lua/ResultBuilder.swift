internal import CEL

/// Puts together the values that arrive from a script one by one.
struct ResultBuilder {
  /// Finished values: one result, or the arguments of a host function.
  private(set) var values: [Value?] = []
  /// Lists and maps that are not yet complete, the innermost last.
  private var open: [Part] = []
  /// Why something could not be read.
  var error: EvaluationError?

  private struct Part {
    var isList: Bool
    var items: [Value] = []
  }

  /// The only value.
  var single: Value? { values.first ?? nil }

  mutating func reset() {
    if !values.isEmpty { values.removeAll(keepingCapacity: true) }
    if !open.isEmpty { open.removeAll() }
    error = nil
  }

  mutating func put(_ value: Value?) {
    if open.isEmpty {
      values.append(value)
    } else {
      open[open.count - 1].items.append(value ?? .null)
    }
  }

  mutating func openList(count: Int64) {
    var part = Part(isList: true)
    part.items.reserveCapacity(Int(clamping: min(max(0, count), 10_000)))
    open.append(part)
  }

  mutating func openMap() { open.append(Part(isList: false)) }

  mutating func close() {
    guard let part = open.popLast() else { return }
    put(part.isList ? .list(List(part.items)) : .map(Self.map(part.items)))
  }

  /// Keys and values by turns become a map with its keys in the order of their bytes: a table has none of its own.
  private static func map(_ items: [Value]) -> Map {
    var entries: [(String, Value)] = []
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      if case .string(let key) = items[index] { entries.append((key, items[index + 1])) }
    }
    entries.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    return Map(entries)
  }
}
