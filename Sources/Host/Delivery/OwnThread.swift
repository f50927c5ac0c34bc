internal import Glibc

/// Runs what blocks on a thread of its own, so that Swift's few threads stay free.
enum OwnThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Waits for `body`, which may block, without blocking.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      let box = Unmanaged.passRetained(Body { continuation.resume(returning: body()) })
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { pointer in
          // A receiver that goes away is an error of a write, not the end of the process.
          var signals = sigset_t()
          sigemptyset(&signals)
          sigaddset(&signals, SIGPIPE)
          pthread_sigmask(SIG_BLOCK, &signals, nil)
          Unmanaged<Body>.fromOpaque(pointer!).takeRetainedValue().run()
          return nil
        }, box.toOpaque())
      if code == 0 {
        pthread_detach(thread)
      } else {
        // Without another thread it is done here: slower, but done.
        box.takeRetainedValue().run()
      }
    }
  }
}
