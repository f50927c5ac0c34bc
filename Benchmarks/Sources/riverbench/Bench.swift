import CEL
import Glibc

/// One figure, with the floor it is held against where there is one.
struct Figure {
  var name: String
  /// What `median` is in, such as `us/event`.
  var unit: String
  var median: Double
  var least: Double
  var most: Double
  /// What bare C did in the same run.
  var floor: Double?
  /// The most that is aimed at, as a multiple of the floor where there is a floor.
  var aim: Double?

  init(_ name: String, _ unit: String, _ samples: [Double], floor: [Double] = [], aim: Double? = nil) {
    let sorted = samples.sorted()
    self.name = name
    self.unit = unit
    median = sorted[sorted.count / 2]
    least = sorted[0]
    most = sorted[sorted.count - 1]
    self.floor = floor.isEmpty ? nil : floor.sorted()[floor.count / 2]
    self.aim = aim
  }

  var ratio: Double? { floor.map { median / $0 } }

  var json: String {
    var text =
      "{\"name\":\"\(name)\",\"unit\":\"\(unit)\",\"median\":\(rounded(median)),\"min\":\(rounded(least)),"
    text += "\"max\":\(rounded(most))"
    if let floor, let ratio { text += ",\"floor\":\(rounded(floor)),\"ratio\":\(rounded(ratio))" }
    if let aim { text += ",\"aim\":\(rounded(aim))" }
    return text + "}"
  }

  var row: String {
    let verdict = aim.map { (ratio ?? median) <= $0 ? "aim \(rounded($0)) met" : "aim \(rounded($0)) missed" }
    return left(name, 44) + left(unit, 10)
      + [median, least, most].map { right("\(rounded($0))", 11) }.joined()
      + right(floor.map { "\(rounded($0))" } ?? "", 11) + right(ratio.map { "\(rounded($0))x" } ?? "", 8)
      + "  " + (verdict ?? "")
  }

  static let header =
    left("what", 44) + left("unit", 10)
    + ["median", "least", "most", "floor"].map { right($0, 11) }.joined() + right("ratio", 8)
}

func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

func right(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func left(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// Seconds on a clock: `CLOCK_MONOTONIC`, or the CPU time of the process or the thread.
func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// What something took.
struct Times {
  var wall: Double
  /// Of all threads.
  var cpu: Double
}

func timed(_ body: () throws -> Void) rethrows -> Times {
  let (wall, cpu) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
  try body()
  return Times(wall: seconds(CLOCK_MONOTONIC) - wall, cpu: seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu)
}

/// A figure of `/proc/self/status`, such as `VmHWM`, in megabytes.
func memory(_ key: String) -> Double {
  guard let status = readFile("/proc/self/status") else { return 0 }
  for line in String(decoding: status, as: UTF8.self).split(separator: "\n") where line.hasPrefix(key) {
    return Double(line.filter(\.isNumber)).map { $0 / 1024 } ?? 0
  }
  return 0
}

/// Ends the program when an answer is wrong: a fast wrong answer is no result.
func require(_ condition: Bool, _ what: @autoclosure () -> String) {
  guard !condition else { return }
  print("wrong answer: \(what())")
  exit(1)
}

func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var octets: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return octets }
    octets += buffer[..<count]
  }
}

func writeFile(_ path: String, _ octets: [UInt8]) {
  guard let file = fopen(path, "wb"), fwrite(octets, 1, octets.count, file) == octets.count, fclose(file) == 0
  else {
    print("error: cannot write \(path)")
    exit(2)
  }
}
