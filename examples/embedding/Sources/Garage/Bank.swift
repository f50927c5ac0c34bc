import CEL
import Host
import RulesEngine
import Synchronization

/// A bank that is busy the first time it is asked, and that does each thing once, however often it is asked.
final class Bank: ActionHandler {
  private let state = Mutex<(calls: Int, done: Set<String>)>((0, []))

  func deliver(_ delivery: Delivery) async throws -> JSON? {
    let isBusy = state.withLock { state in
      state.calls += 1
      return state.calls == 1
    }
    if isBusy { throw DeliveryFailure.transient("the line is busy") }
    let isNew = state.withLock { $0.done.insert(delivery.key).inserted }
    let arguments = String(decoding: delivery.action.arguments, as: UTF8.self)
    print("charge (attempt \(delivery.attempt), \(isNew ? "new" : "seen before")): \(arguments)")
    return .string("booked")
  }
}
