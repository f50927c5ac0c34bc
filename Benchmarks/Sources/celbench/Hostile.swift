import CEL
import Glibc

/// Sources made to exhaust a compiler or an evaluator. Each must end in a described error.
let hostileSources: [(name: String, source: @Sendable () -> String)] = [
  ("parentheses", { times("(", 10_000) + "1" + times(")", 10_000) }),
  ("megabyte", { times("1 + ", 262_143) + "1" }),
  ("maps", { (0..<30).reduce("1") { "[1,2,3].map(x\($1), \($0))" } }),
  ("fields", { "a" + times(".b", 100_000) }),
]

private func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

/// Compiles and evaluates one hostile source, under the usual limits and then under the widest on its size; prints
/// its error and what it took. Ends the program when it succeeds.
func runHostile(_ name: String) {
  guard let source = hostileSources.first(where: { $0.name == name })?.source() else {
    giveUp("\(name) is none of \(hostileSources.map(\.name).joined(separator: ", "))")
  }
  print("\(name): \(source.utf8.count) bytes")
  let widest = Limits(maxSourceBytes: .max, maxDepth: .max, maxNodes: .max)
  for (label, limits) in [("usual", Limits.default), ("widest", widest)] {
    let before = peakResidentKilobytes()
    let start = cpuTime()
    let error = outcome(of: source, limits)
    let milliseconds = rounded((cpuTime() - start) / 1e6)
    let growth = peakResidentKilobytes() - before
    require(error != nil, "\(name) should have failed")
    print("  \(label) limits: \(milliseconds) ms, \(growth) kB more at the peak: \(error ?? "")")
  }
}

/// The error that compiling and evaluating a source ends in, or nil.
private func outcome(of source: String, _ limits: Limits) -> String? {
  do {
    var slots = SlotTable()
    let program = try Environment(profile: .rules, limits: limits).compile(source, slots: &slots)
    let frame = Frame()
    frame.prepare(slotCount: slots.count)
    _ = try program.evaluate(frame)
    return nil
  } catch let error as CompileError {
    return error.issues.first.map { "\($0.code): \($0.message)" }
  } catch {
    return "\(error)"
  }
}

private func peakResidentKilobytes() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return Int(usage.ru_maxrss)
}
