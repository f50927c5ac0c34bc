import Glibc

/// What one benchmark found.
struct Measurement {
  var workload: String
  var count: Int
  /// Nanoseconds of CPU time for one event.
  var median: Double
  var least: Double
  var most: Double
  /// Milliseconds to build the index.
  var build: Double
  /// The sum of the answers over all events.
  var check: Int
  var target: Double?

  var json: String {
    "{\"peer\":\"Bylaw index\",\"workload\":\"\(workload)\",\"n\":\(count),\"ns_per_event\":\(rounded(median)),"
      + "\"ns_min\":\(rounded(least)),\"ns_max\":\(rounded(most)),\"load_ms\":\(rounded(build)),\"check\":\(check)}"
  }

  var row: String {
    let goal = target.map { Int($0).description } ?? "-"
    return [
      (workload, 4), ("\(count)", 8), ("\(rounded(median))", 10), ("\(rounded(least))", 10),
      ("\(rounded(most))", 10), (goal, 7), ("\(rounded(build))", 10), ("\(check)", 12),
    ]
    .map { pad($0, to: $1) }.joined()
  }

  static let header =
    "   W       N    median     least      most    aim  build ms       check"
}

func pad(_ text: String, to width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.utf8.count)) + text
}

func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }

/// The CPU time of this thread in nanoseconds.
func cpuTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// CPU nanoseconds of one pass of `body`: median, least and most of eleven, each long enough to be measured.
func measure(_ body: () -> Void) -> (median: Double, least: Double, most: Double) {
  let start = cpuTime()
  body()
  let repeats = max(1, Int(2e7 / max(1, cpuTime() - start)))
  var times: [Double] = []
  for _ in 0..<11 {
    let start = cpuTime()
    for _ in 0..<repeats { body() }
    times.append((cpuTime() - start) / Double(repeats))
  }
  times.sort()
  return (times[5], times[0], times[10])
}

/// Ends the program when an answer is wrong: a fast wrong answer is no result.
func require(_ condition: Bool, _ what: @autoclosure () -> String) {
  guard !condition else { return }
  print("wrong answer: \(what())")
  exit(1)
}
