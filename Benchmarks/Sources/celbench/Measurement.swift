import Glibc

/// What one benchmark found, in nanoseconds of CPU time for one operation.
struct Measurement {
  var name: String
  var median: Double
  var least: Double
  var most: Double
  var target: Double?

  var json: String {
    let goal = target.map { ",\"target_ns\":\($0)" } ?? ""
    return "{\"name\":\"\(name)\",\"median_ns\":\(rounded(median)),\"min_ns\":\(rounded(least)),"
      + "\"max_ns\":\(rounded(most))\(goal)}"
  }
}

func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }

/// The CPU time of this thread in nanoseconds.
func cpuTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Runs `body`, which does `count` operations, eleven times after a warm-up.
func measure(_ name: String, count: Int, target: Double? = nil, _ body: () -> Void) -> Measurement {
  body()
  var times: [Double] = []
  for _ in 0..<11 {
    let start = cpuTime()
    body()
    times.append((cpuTime() - start) / Double(count))
  }
  times.sort()
  return Measurement(name: name, median: times[5], least: times[0], most: times[10], target: target)
}

/// Ends the program when an answer is wrong: a fast wrong answer is no result.
func require(_ condition: Bool, _ what: String) {
  guard !condition else { return }
  print("wrong answer: \(what)")
  exit(1)
}

/// Ends the program when what it was given is of no use.
func giveUp(_ message: String) -> Never {
  print("error: \(message)")
  exit(2)
}
