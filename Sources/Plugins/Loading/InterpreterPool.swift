internal import CEL
internal import Synchronization

/// Idle instances of one bundle, so that any thread can call its functions: each call has an instance to itself, also
/// when a call leads to another of the same plugin.
final class InterpreterPool: Sendable {
  let bundle: ScriptBundle
  private let idle: Mutex<[ScriptInstance]>
  /// More than the number of threads that call at the same time is no use.
  private static let maxIdle = 16

  /// A pool with its first instance.
  init(_ bundle: ScriptBundle, first: ScriptInstance) {
    self.bundle = bundle
    idle = Mutex([first])
  }

  /// Lends an instance. After a limit was reached it is thrown away, and the next call begins with a fresh one.
  @inline(__always)
  func use<Result>(
    _ body: (ScriptInstance) throws(ScriptError) -> Result
  ) throws(ScriptError) -> Result {
    let instance: ScriptInstance
    if let waiting = idle.withLock({ $0.popLast() }) {
      instance = waiting
    } else {
      instance = try ScriptInstance(bundle)
    }
    do throws(ScriptError) {
      let result = try body(instance)
      giveBack(instance)
      return result
    } catch {
      if !Self.isFatal(error.kind) { giveBack(instance) }
      throw error
    }
  }

  private func giveBack(_ instance: ScriptInstance) {
    instance.tidy(above: bundle.limits.memory / 2)
    idle.withLock { if $0.count < Self.maxIdle { $0.append(instance) } }
  }

  private static func isFatal(_ kind: ScriptError.Kind) -> Bool {
    switch kind {
    case .steps, .time, .memory, .unavailable: true
    case .syntax, .source, .runtime, .host, .result: false
    }
  }
}
