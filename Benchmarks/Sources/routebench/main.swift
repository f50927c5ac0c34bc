import CEL
import Glibc
import Host
import RulesEngine
import Store

// routebench [--json]: measures routing, one by one and in bulk, from events to recorded decisions. Every answer is
// checked first: limits are kept, each job has its reasons, and the bulk is no worse than one by one.
let isJSON = CommandLine.arguments.contains("--json")
do {
  for (technicians, jobs) in [(20, 100), (200, 100), (200, 1_000)] {
    let figures = try Dispatch(technicians: technicians, jobs: jobs).measure()
    for figure in figures { print(isJSON ? figure.json : figure.row) }
  }
} catch {
  print("error: \(error)")
  exit(1)
}

/// What one way of routing took.
struct Figure {
  var name: String
  /// Milliseconds of CPU time for all jobs: median and least.
  var median: Double
  var least: Double
  /// What came out, for comparison.
  var outcome: String

  var row: String { "\(pad(name, 40)) \(rounded(median)) ms, least \(rounded(least)) ms; \(outcome)" }
  var json: String {
    "{\"name\":\"\(name)\",\"ms\":\(rounded(median)),\"ms_min\":\(rounded(least)),\"outcome\":\"\(outcome)\"}"
  }
}

func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.utf8.count))
}

func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }

/// The CPU time of this thread in milliseconds.
func cpuTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

struct WrongAnswer: Error, CustomStringConvertible {
  var description: String
}

func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
  if !condition { throw WrongAnswer(description: "wrong answer: \(what())") }
}
