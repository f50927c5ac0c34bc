import CEL
import Glibc
import Host
import RulesEngine
import Store

/// How time and memory grow with the number of rules, of customers and of events. The largest sizes of the table in
/// docs/PERFORMANCE.md are measured with `--largest`.
func growthFigures(folder: String, largest: Bool) throws -> [Figure] {
  var figures: [Figure] = []
  for rules in [1_000, 2_000, 10_000, 20_000] + (largest ? [100_000] : []) {
    figures += try grown("\(rules) rules", River(rules: rules, events: 2_000), folder)
  }
  for customers in [2_000, 4_000, 40_000, 80_000] + (largest ? [1_000_000] : []) {
    figures += try grown(
      "\(customers) customers", River(rules: 100, customers: customers, events: 4_000), folder)
  }
  for events in [5_000, 10_000, 50_000, 100_000] {
    figures += try grown("\(events) events", River(rules: 100, events: events), folder)
  }
  return figures
}

private func grown(_ name: String, _ river: River, _ folder: String) throws -> [Figure] {
  let before = memory("VmRSS")
  var bench: DurableBench?
  let load = timed { _ = Rulebooks.load(files: river.files).rulebook }
  bench = try DurableBench(river, folder: folder)
  guard let bench else { return [] }
  let per = 1e6 / Double(river.events.count)
  let runs = try (0..<3).map { _ in try bench.run(batch: 500) }
  return [
    Figure("\(name): load", "ms cpu", [load.cpu * 1e3]),
    Figure("\(name): an event", "us cpu", runs.map { $0.cpu * per }),
    Figure("\(name): memory", "MB", [max(0, memory("VmRSS") - before)]),
  ]
}
