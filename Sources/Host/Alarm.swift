internal import Synchronization

/// Lets tasks wait until another one rings, or some time has passed.
final class Alarm: Sendable {
  private struct State {
    var hasRung = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Ends the wait, or the next one if nobody waits now.
  func ring() {
    let waiting = state.withLock { state in
      defer { state.waiting.removeAll() }
      state.hasRung = state.waiting.isEmpty
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits until somebody rings, the time is over, or the task is cancelled.
  func wait(seconds: Double) async {
    let timer = Task {
      guard (try? await Task.sleep(nanoseconds: UInt64(max(seconds, 0) * 1e9))) != nil else { return }
      ring()
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.hasRung || Task.isCancelled {
            state.hasRung = false
            return true
          }
          state.waiting.append(continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      ring()
    }
    timer.cancel()
  }
}
