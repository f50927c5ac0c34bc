internal import CEL
internal import Synchronization

/// Idle instances of one bundle, so that any thread can call its functions: each call has an instance to itself, also
/// when a call leads to another of the same plugin.
final class InterpreterPool: Sendable {
  let bundle: ScriptBundle
  /// The address of the instance that was used last; 0 while it is out. Mostly there is no other.
  private let last: Atomic<UInt>
  private let idle = Mutex<[ScriptInstance]>([])
  /// More than the number of threads that call at the same time is no use.
  private static let maxIdle = 16

  /// A pool with its first instance.
  init(_ bundle: ScriptBundle, first: ScriptInstance) {
    self.bundle = bundle
    last = Atomic(Self.address(of: first))
  }

  deinit { _ = takeLast() }

  /// The address of an instance that is kept until somebody takes it from there.
  private static func address(of instance: ScriptInstance) -> UInt {
    UInt(bitPattern: Unmanaged.passRetained(instance).toOpaque())
  }

  /// Takes the instance that was used last. Who gets the address owns what is there: nobody else can get it.
  private func takeLast() -> ScriptInstance? {
    UnsafeRawPointer(bitPattern: last.exchange(0, ordering: .acquiring)).map {
      Unmanaged<ScriptInstance>.fromOpaque($0).takeRetainedValue()
    }
  }

  /// Lends an instance. After a limit was reached it is thrown away, and the next call begins with a fresh one.
  @inline(__always)
  func use<Result>(
    _ body: (ScriptInstance) throws(ScriptError) -> Result
  ) throws(ScriptError) -> Result {
    let instance: ScriptInstance
    if let waiting = takeLast() ?? idle.withLock({ $0.popLast() }) {
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
    let address = Self.address(of: instance)
    if last.compareExchange(expected: 0, desired: address, ordering: .releasing).exchanged { return }
    Unmanaged.passUnretained(instance).release()
    idle.withLock { if $0.count < Self.maxIdle { $0.append(instance) } }
  }

  static func isFatal(_ kind: ScriptError.Kind) -> Bool {
    switch kind {
    case .steps, .time, .memory, .unavailable: true
    case .syntax, .source, .runtime, .host, .result: false
    }
  }
}
