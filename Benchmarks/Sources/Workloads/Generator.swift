package import CEL
import Glibc
private import RulesEngine

/// Makes a workload of its own from a seed: rules of two to four comparisons, most of them on the type of the event,
/// three of which hold for an event on average; tables that divide the space of their inputs, with exceptions first.
package struct Generator {
  private var state: UInt64 = 0x2026_0101
  private var sorted: [[Double]] = []
  private var words: [Int: (texts: [String], chances: [Double])] = [:]

  /// How many events have their answers checked.
  static let checked = 500

  package init() { makeWords() }

  package mutating func workload() -> Workload {
    var workload = Workload(name: "own workload")
    workload.events = events()
    for size in Workload.sizes {
      let rules = rules(size)
      let expected = workload.events.prefix(Self.checked).map { event in
        rules.indices.filter { rules[$0].holds(event) }
      }
      workload.rules.append((size, rules, expected))
      let rows = table(of: size)
      let first = (0..<Self.checked).map { event in
        let inputs = workload.inputs(event)
        return rows.firstIndex { row in zip(row, inputs).allSatisfy { $0.fits($1) } } ?? -1
      }
      workload.tables.append((size, rows, first))
    }
    return workload
  }

  /// Ten thousand events; the rules made afterwards follow how their values are spread.
  package mutating func events() -> [[Value]] {
    let events = (0..<10_000).map { _ in event() }
    sorted = Fields.names.indices.map { field in
      Fields.texts.contains(field) ? [] : events.map { number($0[field]) }.sorted()
    }
    return events
  }

  /// Rules three of which hold for an event on average.
  package mutating func rules(_ size: Int) -> [RuleRow] { (0..<size).map { _ in rule(of: size) } }

  private mutating func makeWords() {
    let stems: [Int: (String, Int, Double)] = [
      0: ("event.kind.number", 40, 1.1), 1: ("session", 6, 0.8), 3: ("CUR", 5, 1.2), 4: ("channel", 5, 1),
      5: ("provider", 5, 0.7), 10: ("tier", 5, 1), 11: ("region-of-the-", 20, 0.7), 12: ("C", 30, 0.8),
    ]
    for (field, (stem, count, slope)) in stems {
      let weights = (1...count).map { pow(Double($0), -slope) }
      let sum = weights.reduce(0, +)
      words[field] = ((0..<count).map { "\(stem)\($0)" }, weights.map { $0 / sum })
    }
  }

  private mutating func event() -> [Value] {
    Fields.names.indices.map { field in
      if let word = words[field] { return .string(word.texts[draw(word.chances)]) }
      let skewed = -log(1 - chance())
      return Fields.doubles.contains(field)
        ? .double((skewed * 10_000).rounded() / 100) : .int(Int64(skewed * 40))
    }
  }

  private mutating func rule(of size: Int) -> RuleRow {
    var wanted = min(0.8, 3 / Double(size) * (0.5 + chance()))
    var rule = RuleRow(tests: [])
    let kind = chance()
    if kind < 0.85 { demand(0, &rule, &wanted) }
    if kind < 0.95, rule.tests.isEmpty || chance() < 0.55 {
      demand([1, 3, 4, 5, 10, 11, 12][below(7)], &rule, &wanted)
    }
    if chance() < 0.35 {
      let field = [6, 7, 9, 14, 15, 17, 18][below(7)]
      let share = 0.3 + 0.6 * chance()
      rule.tests.append((field, .atLeast, quantile(field, 1 - share)))
      wanted = min(1, wanted / share)
    }
    let field = [2, 13, 19, 16][below(4)]
    let start = chance() * (1 - wanted)
    switch below(3) {
    case 0: rule.tests.append((field, .atLeast, quantile(field, 1 - wanted)))
    case 1: rule.tests.append((field, .below, quantile(field, wanted)))
    default:
      rule.tests.append((field, .atLeast, quantile(field, start)))
      rule.tests.append((field, .below, quantile(field, start + wanted)))
    }
    return rule
  }

  /// Adds an equality that leaves enough events.
  private mutating func demand(_ field: Int, _ rule: inout RuleRow, _ wanted: inout Double) {
    guard let word = words[field] else { return }
    let choice = draw(word.chances.map { $0.squareRoot() })
    guard word.chances[choice] > wanted else { return }
    rule.tests.append((field, .equal, .string(word.texts[choice])))
    wanted /= word.chances[choice]
  }

  /// Splits the space of the inputs until there are enough parts; a twentieth are exceptions in front.
  private mutating func table(of size: Int) -> [[UnaryTest]] {
    let exceptions = max(1, size / 20)
    var parts: [(cells: [UnaryTest], low: Double, high: Double)] = [(Array(repeating: .any, count: 5), 0, 1)]
    var next = 0
    while parts.count - next < size - exceptions - 1 {
      let part = parts[next]
      next += 1
      let free = [0, 2, 3, 4].filter { if case .any = part.cells[$0] { true } else { false } }
      if let column = free.isEmpty ? nil : free[below(free.count)], chance() < 0.75 {
        for text in words[Fields.tableInputs[column]]?.texts ?? [] {
          parts.append(part)
          parts[parts.count - 1].cells[column] = .equals(.string(text))
        }
      } else {
        let middle = (part.low + part.high) / 2
        parts.append((part.cells, part.low, middle))
        parts.append((part.cells, middle, part.high))
      }
    }
    let leaves = parts[next...].prefix(size - exceptions - 1).map { row($0.cells, $0.low, $0.high) }
    let first = (0..<exceptions).map { _ in
      var cells = Array(repeating: UnaryTest.any, count: 5)
      for column in [0, 2, 3, 4] where chance() < 0.5 {
        let texts = words[Fields.tableInputs[column]]?.texts ?? []
        cells[column] = .either((0...below(2)).map { _ in .equals(.string(texts[below(texts.count)])) })
      }
      let low = chance() * 0.9
      return row(cells, low, low + 4 / Double(size + 40))
    }
    return first + leaves + [Array(repeating: .any, count: 5)]
  }

  private func row(_ cells: [UnaryTest], _ low: Double, _ high: Double) -> [UnaryTest] {
    var cells = cells
    switch (low > 0, high < 1) {
    case (true, true):
      cells[1] = .interval(
        low: quantile(2, low), lowClosed: true, high: quantile(2, high), highClosed: false)
    case (true, false): cells[1] = .greaterOrEqual(quantile(2, low))
    case (false, true): cells[1] = .less(quantile(2, high))
    case (false, false): break
    }
    return cells
  }

  private func quantile(_ field: Int, _ share: Double) -> Value {
    let values = sorted[field]
    let found = values[min(values.count - 1, max(0, Int(share * Double(values.count))))]
    return Fields.doubles.contains(field) ? .double(found) : .int(Int64(found))
  }

  private func number(_ value: Value) -> Double {
    switch value {
    case .double(let number): number
    case .int(let number): Double(number)
    default: 0
    }
  }

  private mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 31)) &* 0xBF58_476D_1CE4_E5B9
    return mixed ^ (mixed >> 29)
  }

  private mutating func chance() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  private mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  private mutating func draw(_ weights: [Double]) -> Int {
    var left = chance() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return index }
    }
    return weights.count - 1
  }
}
