import CEL
import Glibc
import Host
import RulesEngine

/// A line of JSON to typed slots.
func readingFigures() throws -> [Figure] {
  let river = River(rules: 10, events: 1_000)
  guard let rulebook = Rulebooks.load(files: river.files).rulebook else { exit(2) }
  let reader = EventReader(rulebook: rulebook)
  let lines = river.events.indices.map { Array(river.line($0).utf8) }
  for (number, line) in lines.enumerated() {
    let event = try reader.read(line, now: nil)
    for (found, wanted) in zip(event.values, river.events[number].fields) {
      require(
        found?.isEqual(to: wanted) ?? false, "event \(number): \(String(describing: found)), not \(wanted)")
    }
  }
  let samples = (0..<21).map { _ in
    let start = seconds(CLOCK_THREAD_CPUTIME_ID)
    for line in lines { if (try? reader.read(line, now: nil)) == nil { exit(1) } }
    return (seconds(CLOCK_THREAD_CPUTIME_ID) - start) * 1e9 / Double(lines.count)
  }
  let bytes = lines.reduce(0) { $0 + $1.count } / lines.count
  return [Figure("JSON line of \(bytes) bytes to typed slots", "ns cpu", samples, aim: 1_000)]
}

/// Files to a rulebook that is ready to decide.
func loadFigures(passes: Int) -> [Figure] {
  let before = memory("VmRSS")
  let files = River(rules: 10_000, customers: 1, events: 1).files
  let bytes = files.reduce(0) { $0 + $1.utf8.count }
  let start = memory("VmRSS")
  var samples: [Double] = []
  var peak = 0.0
  var kept = 0.0
  for _ in 0..<passes {
    var rulebook: Rulebook?
    let times = timed { rulebook = Rulebooks.load(files: files).rulebook }
    require(rulebook?.definitions.count == 10_001, "the rules are not all there")
    samples.append(times.cpu * 1e3)
    if peak == 0 { (peak, kept) = (memory("VmHWM") - before, memory("VmRSS") - start) }
  }
  return [
    Figure("10,000 rules, \(bytes / 1000) kB, to a rulebook", "ms cpu", samples, aim: 1_000),
    Figure("the same, most memory beyond the program's", "MB", [peak], aim: 100),
    Figure("the same, memory kept", "MB", [kept]),
  ]
}
