internal import CEL

/// Finds the slots that conditions test, and the lane of each: the family that most of its constants belong to.
struct FieldPlanner {
  /// What is known of one slot while the conditions are read.
  private struct Draft {
    var counts: [Int] = Array(repeating: 0, count: Int(Lane.last.rawValue) + 1)
    var hasFractions = false
    var hasLargeInts = false
    var isOrdered = false
    var scale = 0
    var currencies: [String: (currency: Currency, count: Int)] = [:]
    var texts: Set<[UInt8]> = []

    func count(_ lane: Lane) -> Int { counts[Int(lane.rawValue)] }

    mutating func add(_ lane: Lane) { counts[Int(lane.rawValue)] += 1 }
  }

  private var drafts: [Int: Draft] = [:]

  init(_ forms: [Form]) {
    for form in forms { read(form, depth: 0) }
  }

  private mutating func read(_ form: Form, depth: Int) {
    guard depth < NormalForm.depthLimit else { return }
    switch form {
    case .and(let parts), .or(let parts): for part in parts { read(part, depth: depth + 1) }
    case .not(let part): read(part, depth: depth + 1)
    case .test(let slot, let test):
      guard slot >= 0, slot <= Int(Int32.max) else { return }
      read(test, into: &drafts[slot, default: Draft()])
    case .constant, .opaque: return
    }
  }

  private func read(_ test: Form.Test, into draft: inout Draft) {
    switch test {
    case .isPresent: return
    case .isTrue: draft.add(.bool)
    case .equals(let value): count(value, &draft)
    case .in(let values): for value in values { count(value, &draft) }
    case .less(let value), .lessOrEqual(let value), .greater(let value), .greaterOrEqual(let value):
      draft.isOrdered = true
      count(value, &draft)
    case .hasPrefix(let prefix):
      draft.isOrdered = true
      count(.string(prefix), &draft)
      if let next = successor(of: Array(prefix.utf8)) { draft.texts.insert(next) }
    }
  }

  private func count(_ value: Value, _ draft: inout Draft) {
    switch value {
    case .string(let text):
      draft.texts.insert(Array(text.utf8))
      draft.add(.text)
    case .int(let number):
      draft.add(.integer)
      if number.magnitude >= 1 << 53 { draft.hasLargeInts = true }
    case .uint(let number):
      draft.add(.integer)
      if number >= 1 << 53 { draft.hasLargeInts = true }
    case .double: draft.add(.number)
    case .decimal(let number):
      draft.add(.decimal)
      draft.scale = max(draft.scale, number.significantScale)
    case .money(let money):
      draft.add(.money)
      draft.scale = max(draft.scale, money.amount.significantScale)
      if !money.amount.isZero {
        draft.currencies[money.currency.code, default: (money.currency, 0)].count += 1
      }
    case .bool: draft.add(.bool)
    case .timestamp: draft.add(.timestamp)
    case .duration: draft.add(.duration)
    case .null, .bytes, .list, .map, .type, .optional, .record, .opaque: return
    }
  }

  /// The fields, ascending by slot; at most as many as a test can name.
  func fields(deferred: Set<Int>, memory: inout MemoryBlocks) -> [Field] {
    drafts.sorted { $0.key < $1.key }.prefix(Int(UInt16.max)).map { slot, draft in
      var field = Field(slot: Int32(slot), lane: lane(of: draft), isDeferred: deferred.contains(slot))
      field.isOrdered = draft.isOrdered
      field.scale = Int32(draft.scale)
      let currencies = draft.currencies.values.sorted {
        ($1.count, $0.currency.code) < ($0.count, $1.currency.code)
      }
      field.currency = currencies.first?.currency
      if field.lane == .text { field.symbols = SymbolTable(draft.texts, memory: &memory) }
      return field
    }
  }

  private func lane(of draft: Draft) -> Lane {
    let whole = draft.count(.integer)
    let doubles = draft.count(.number)
    let decimals = draft.count(.decimal)
    let candidates: [(Lane, Int)] = [
      (.text, draft.count(.text)),
      (doubles == 0 && draft.hasLargeInts ? .integer : .number, doubles + whole),
      (.decimal, decimals == 0 ? 0 : decimals + whole), (.money, draft.count(.money)),
      (.timestamp, draft.count(.timestamp)), (.duration, draft.count(.duration)),
      (.bool, draft.count(.bool)),
    ]
    var best: (Lane, Int) = (.presence, 0)
    for candidate in candidates where candidate.1 > best.1 { best = candidate }
    return best.0
  }
}

/// The least octets that come after all that begin with `prefix`; nil where there are none.
func successor(of prefix: [UInt8]) -> [UInt8]? {
  var next = prefix
  while let last = next.popLast() {
    if last < 255 { return next + [last + 1] }
  }
  return nil
}
