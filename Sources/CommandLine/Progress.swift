internal import Glibc
internal import Host

/// A line on the terminal that tells how far a run is: rate, position, time left. Silent in a pipe.
final class Progress {
  private let isShown: Bool
  private unowned let run: EventRun
  private let start = Progress.now()
  private var inputStart = Progress.now()
  private var last = 0.0
  private var input = ""
  private var hasLine = false

  init(isShown: Bool, run: EventRun) {
    self.isShown = isShown
    self.run = run
  }

  /// How long the run has taken.
  var seconds: Double { Progress.now() - start }

  /// A new input begins.
  func begin(_ path: String) {
    input = path.split(separator: "/").last.map(String.init) ?? path
    inputStart = Progress.now()
  }

  func show(_ consumed: Int, _ size: Int?) {
    let now = Progress.now()
    guard isShown, now - last > 0.1 else { return }
    last = now
    let summary = run.summary
    let events = summary.processed + summary.duplicates + summary.refused
    var line =
      "\(input)  \(Console.grouped(events)) events  \(Console.grouped(Int(Double(events) / max(now - start, 0.001))))/s"
    if let size, size > 0, consumed > 0 {
      let share = min(1, Double(consumed) / Double(size))
      let left = (now - inputStart) * (1 - share) / share
      line = bar(share) + "  " + line + "  \(Int(left.rounded(.up))) s left"
    }
    Console.note("\r\u{1B}[K\(line)")
    hasLine = true
  }

  /// Takes the line away.
  func clear() {
    if hasLine { Console.note("\r\u{1B}[K") }
    hasLine = false
  }

  private func bar(_ share: Double) -> String {
    let filled = Int(share * 24)
    let percent = String(Int(share * 100))
    return "[" + String(repeating: "=", count: filled) + String(repeating: " ", count: 24 - filled) + "] "
      + String(repeating: " ", count: 3 - percent.count) + percent + "%"
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
