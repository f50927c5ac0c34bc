package import CEL
package import RulesEngine
internal import Synchronization

/// The fees: prices, caps, discounts, taxes, splits, a ledger, and the way back.
package final class FeeFamily: Family {
  let registry = FeeRegistry()

  package init() {}

  package var kinds: [Kind] { [Kind.fee(registry), .refund(registry), .settle(registry)] }

  package var functions: [FunctionDeclaration] { [registry.function] }

  package func complete(_ draft: inout RulebookDraft, _ diagnostics: Diagnostics) {
    guard let place = registry.firstUse else { return }
    FeeModel.provide(in: &draft, at: place, registry, diagnostics)
    FeeLints(draft: draft, registry: registry, diagnostics: diagnostics).run()
  }
}

/// The fees of one rulebook by their ids: what refunds and expressions find them in.
final class FeeRegistry: Sendable {
  private struct State {
    var fees: [String: FeeDraft] = [:]
    var plans: [String: FeePlan] = [:]
    var uses: [SourceSpan] = []
    var refunds = false
    var credits = false
  }

  private let state = Mutex(State())

  /// Where a kind of the family was used first.
  var firstUse: SourceSpan? { state.withLock { $0.uses.first } }
  /// Whether something gives money back.
  var hasRefunds: Bool { state.withLock { $0.refunds } }
  /// Whether a fee may turn into a credit.
  var hasCredits: Bool { state.withLock { $0.credits } }
  /// The ids, sorted.
  var names: [String] { state.withLock { $0.fees.keys.sorted() } }

  func add(_ fee: FeeDraft) {
    state.withLock { state in
      state.fees[fee.id.value] = fee
      state.uses.append(fee.id.span)
      for price in fee.prices {
        if case .difference(_, _, true) = price.model { state.credits = true }
      }
    }
  }

  func noteRefund(at span: SourceSpan) {
    state.withLock { state in
      state.uses.append(span)
      state.refunds = true
    }
  }

  func noteUse(at span: SourceSpan) { state.withLock { $0.uses.append(span) } }

  func fee(_ id: String) -> FeeDraft? { state.withLock { $0.fees[id] } }

  func keep(_ plan: FeePlan, of id: String) { state.withLock { $0.plans[id] = plan } }

  func plan(of id: String) -> FeePlan? { state.withLock { $0.plans[id] } }
}
