internal import CEL
internal import RulesEngine
internal import Synchronization

/// Where handlers put down how it went, from whatever thread they run on.
final class Mailbox: Sendable {
  struct Letter: Sendable {
    var lease: Lease
    var result: Result<[UInt8]?, DeliveryFailure>
  }

  private struct State {
    var letters: [Letter] = []
    /// Handlers that have not come back yet, also those nobody waits for any more.
    var running = 0
  }

  private let state = Mutex(State())
  /// Called after each letter: somebody has to look into the mailbox.
  private let wake: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  var running: Int { state.withLock { $0.running } }

  var isEmpty: Bool { state.withLock { $0.letters.isEmpty } }

  func take() -> [Letter] {
    state.withLock { state in
      defer { state.letters.removeAll() }
      return state.letters
    }
  }

  /// Runs a handler on Swift's own threads; its outcome comes back as a letter.
  func start(_ handler: any ActionHandler, _ delivery: Delivery, for lease: Lease) -> Task<Void, Never> {
    state.withLock { $0.running += 1 }
    return Task.detached { [self] in
      let result: Result<[UInt8]?, DeliveryFailure>
      do {
        result = .success(try await handler.deliver(delivery).map { Array($0.text.utf8) })
      } catch let failure as DeliveryFailure {
        result = .failure(failure)
      } catch {
        result = .failure(.transient(String(describing: error), kind: "error"))
      }
      state.withLock { state in
        state.running -= 1
        state.letters.append(Letter(lease: lease, result: result))
      }
      wake()
    }
  }
}
