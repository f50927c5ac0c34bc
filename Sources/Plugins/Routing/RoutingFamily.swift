package import CEL
package import RulesEngine
internal import Synchronization

/// Routing: who gets what, one by one or a whole backlog at once, with a reason for each candidate.
package final class RoutingFamily: Family {
  let registry = RoutingRegistry()

  package init() {}

  package var kinds: [Kind] { [Kind.routing(registry)] }

  package var functions: [FunctionDeclaration] { GeoFunctions.all }

  package func complete(_ draft: inout RulebookDraft, _ diagnostics: Diagnostics) {
    let routings = registry.routings
    guard !routings.isEmpty else { return }
    RoutingModel.refuseNameless(in: &draft, routings, diagnostics)
    RoutingModel.provide(in: &draft, routings, diagnostics)
    for routing in routings { routing.releaseOnConfirmation(in: &draft, registry) }
    RoutingLints(draft: draft, diagnostics: diagnostics).run(routings)
  }
}

/// The routings of one rulebook, in file order.
final class RoutingRegistry: Sendable {
  private let state = Mutex<[RoutingDraft]>([])

  var routings: [RoutingDraft] { state.withLock { $0 } }

  func add(_ routing: RoutingDraft) { state.withLock { $0.append(routing) } }
}
