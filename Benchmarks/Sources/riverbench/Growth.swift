import CAllocations
import CEL
import Glibc
import Host
import RulesEngine
import Store

/// One size at which time and memory are measured.
struct GrowthPoint {
  var rules = 100
  var customers = 4_000
  var events = 4_000

  /// Such as `100,4000,4000`.
  init?(_ text: String) {
    let numbers = text.split(separator: ",").compactMap { Int($0) }
    guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else { return nil }
    (rules, customers, events) = (numbers[0], numbers[1], numbers[2])
  }

  init() {}

  var text: String { "\(rules),\(customers),\(events)" }

  /// Twice the rules, twice the customers, twice the events, and the largest of each.
  static var all: [GrowthPoint] {
    var points: [GrowthPoint] = []
    for rules in [1_000, 2_000, 10_000, 20_000, 100_000] {
      points.append(GrowthPoint())
      points[points.count - 1].rules = rules
      // Each event is held against judging all rules one by one.
      points[points.count - 1].events = rules > 20_000 ? 500 : 2_000
    }
    for customers in [10_000, 20_000, 100_000, 200_000, 1_000_000] {
      points.append(GrowthPoint())
      points[points.count - 1].customers = customers
      points[points.count - 1].events = 20_000
    }
    for events in [10_000, 20_000, 100_000] {
      points.append(GrowthPoint())
      points[points.count - 1].events = events
    }
    return points
  }
}

/// Measures each size in a process of its own, so that its memory is its own, and prints each as soon as it is known.
func measureGrowth(folder: String) {
  print(
    ["rules", "customers", "events", "load ms", "rules MB", "us/event", "C", "run MB", "db MB", "seconds"]
      .map { right($0, 10) }.joined())
  fflush(nil)
  for point in GrowthPoint.all {
    var child = pid_t()
    let arguments = ["riverbench", "--folder", folder, "--point", point.text]
    let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { words.forEach { free($0) } }
    let code = posix_spawn(&child, "/proc/self/exe", nil, nil, words + [nil], environ)
    require(code == 0, "no process for \(point.text): \(String(cString: strerror(code)))")
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    require(status == 0, "the size \(point.text) failed")
  }
}

/// Measures one size and prints it: milliseconds of CPU to load the rules and what they keep in memory, microseconds of
/// CPU for an event in batches of 500, the same for bare SQLite from C, and the most memory that the engine took.
func measure(_ point: GrowthPoint, folder: String) throws {
  let start = seconds(CLOCK_MONOTONIC)
  let river = River(rules: point.rules, customers: point.customers, events: point.events)
  let files = river.files
  let before = memory("VmRSS")
  var rulebook: Rulebook?
  let load = timed { rulebook = Rulebooks.load(files: files).rulebook }
  allocation_trim()
  let kept = memory("VmRSS") - before
  require(rulebook?.definitions.count == point.rules + 1, "\(point.text): the rules are not all there")
  let bench = try DurableBench(river, rulebook: rulebook, folder: folder)
  allocation_trim()
  let idle = memory("VmRSS")
  resetPeak()
  let runs = try (0..<3).map { _ in try bench.run(batch: 500).cpu }
  let peak = memory("VmHWM") - idle
  let floors = (0..<3).map { _ in bench.replay(batch: 500).cpu }
  let per = 1e6 / Double(point.events)
  let figures = [
    load.cpu * 1e3, kept, runs.sorted()[1] * per, floors.sorted()[1] * per, peak, bench.finishedMegabytes,
    seconds(CLOCK_MONOTONIC) - start,
  ]
  print(
    [point.rules, point.customers, point.events].map { right("\($0)", 10) }.joined()
      + figures.map { right("\(($0 * 10).rounded() / 10)", 10) }.joined())
}

/// Makes the kernel count the most memory in use from here on.
private func resetPeak() {
  guard let file = fopen("/proc/self/clear_refs", "w") else { return }
  fputs("5", file)
  fclose(file)
}
