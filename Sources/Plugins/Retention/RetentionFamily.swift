package import CEL
package import RulesEngine
internal import Synchronization

/// Keeping customers: journeys with holdouts, variants, quiet hours and caps.
package final class RetentionFamily: Family {
  let registry = RetentionRegistry()

  package init() {}

  package var kinds: [Kind] { [.retention(registry), .points(registry)] }

  package var functions: [FunctionDeclaration] { [ExpectedNext.function, ClockShows.function] }

  package func complete(_ draft: inout RulebookDraft, _ diagnostics: Diagnostics) {
    RetentionEvents.provide(registry.journeys, in: &draft, diagnostics)
    PointsEvents.provide(registry.programs, in: &draft, diagnostics)
    registry.learn(draft)
  }
}

/// What the journeys of one rulebook share.
final class RetentionRegistry: Sendable {
  private struct State {
    var journeys: [RetentionDraft] = []
    var programs: [PointsDraft] = []
    /// The longest window of the caps of all kinds that share a count.
    var windows: [String: Duration] = [:]
  }

  private let state = Mutex(State())

  /// The `retention:` definitions, in the order of the files.
  var journeys: [RetentionDraft] { state.withLock { $0.journeys } }

  /// The `points:` definitions, in the order of the files.
  var programs: [PointsDraft] { state.withLock { $0.programs } }

  func add(_ program: PointsDraft) { state.withLock { $0.programs.append(program) } }

  func add(_ journey: RetentionDraft) { state.withLock { $0.journeys.append(journey) } }

  func learn(_ draft: RulebookDraft) {
    let headers = draft.rules.map(\.header) + draft.tables.map(\.header) + draft.workflows.map(\.header)
    var windows: [String: Duration] = [:]
    for cap in headers.compactMap(\.cap) {
      if let scope = cap.scope?.value { windows[scope] = max(windows[scope] ?? .zero, cap.period.longest) }
    }
    for cap in journeys.compactMap(\.cap) {
      if let scope = cap.scope { windows[scope] = max(windows[scope] ?? .zero, cap.period.longest) }
    }
    state.withLock { $0.windows = windows }
  }

  /// How long what a cap counts is asked for.
  func keep(_ cap: RetentionDraft.Cap) -> Duration {
    guard let scope = cap.scope else { return cap.period.longest }
    return state.withLock { max($0.windows[scope] ?? .zero, cap.period.longest) }
  }
}
