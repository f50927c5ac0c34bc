import CEL
import Glibc
import Host
import RuleFiles
import RulesEngine
import Store

/// One event that changes a hundred rows.
func bulkFigures(folder: String, passes: Int) throws -> [Figure] {
  let files = [
    SourceFile(path: "rulebook.yaml", text: "name: bulk\nversion: 1.0.0\ncurrency: USD\ntimezone: UTC\n"),
    SourceFile(path: "rules.yaml", text: bulkRules),
  ]
  guard let rulebook = Rulebooks.load(files: files).rulebook else {
    print("error: the rulebook of the bulk benchmark has mistakes")
    exit(2)
  }
  return [
    try bulk("100 of 10,000 customers updated by one event", "tier.raised", 0, rulebook, folder, passes),
    try bulk("100 inspections assigned by one event", "inspections.assigned", 1, rulebook, folder, passes),
  ]
}

private let bulkRules = """
  entity: customer
  table: customers
  key: id
  fields: { id: string, tier: string, points: int }
  ---
  entity: inspection
  table: inspections
  key: id
  fields: { id: string, tier: string, points: int }
  ---
  event: tier.raised
  data: { tier: string }
  ---
  event: inspections.assigned
  data: { technician_id: string }
  ---
  rule: raise
  on: tier.raised
  do:
    - update: customers
      where: { tier: "${event.tier}" }
      set: { points: "${row.points + 10}" }
  ---
  rule: assign
  on: inspections.assigned
  do:
    - update: inspections
      where: { tier: open }
      set: { tier: "${event.technician_id}", points: "${row.points + 10}" }

  """

private func bulk(
  _ name: String, _ type: String, _ entity: Int, _ rulebook: Rulebook, _ folder: String, _ passes: Int
) throws -> Figure {
  let samples = try (0..<passes).map { pass in
    let path = "\(folder)/bulk-\(entity)-\(pass).db"
    for suffix in ["", "-wal", "-shm", "-lock"] { unlink(path + suffix) }
    let store = try Store(path: path, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    try store.begin()
    for number in 0..<10_000 {
      let key = Value.string("k-\(padded(number, 6))")
      let values: [(column: Int, value: Value?)] = [
        (0, key), (1, .string(number % 100 == 7 ? "open" : "done")), (2, .int(0)),
      ]
      try store.write(RowChange(verb: .insert, entity: entity, key: key, values: values))
    }
    try store.commit()
    let engine = try Engine(rulebook: rulebook, store: store, clock: .events)
    let data = entity == 0 ? "{\"tier\":\"open\"}" : "{\"technician_id\":\"t-1\"}"
    let line =
      "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"\(type)\","
      + "\"time\":\"2026-03-02T10:00:00Z\",\"data\":\(data)}"
    let times = try timed {
      try engine.open()
      _ = try engine.process(engine.read(Array(line.utf8)))
      _ = try engine.commit()
    }
    let changed = try store.rows(RowQuery(entity: entity), now: Timestamp(microseconds: 0)).filter {
      $0[2]?.isEqual(to: .int(10)) ?? false
    }
    require(changed.count == 100, "\(name): \(changed.count) rows changed")
    return times.wall * 1e3
  }
  return Figure(name, "ms wall", samples, aim: 1_000)
}
