package import CEL
package import RulesEngine
internal import Synchronization

/// Who has to act, and by when: SLA clocks, escalation chains and on-call schedules.
package final class EscalationFamily: Family {
  let registry = EscalationRegistry()

  /// From when on schedules are looked at day by day.
  private let start: Timestamp?

  /// - Parameter start: the instant at which a rulebook is checked: gaps of on-call schedules are told for the days
  ///   behind it, with their overrides. Without it they are told for any week.
  package init(at start: Timestamp? = nil) { self.start = start }

  package var kinds: [Kind] { [.sla(registry), .escalation(registry), .onCall(registry)] }

  package var functions: [FunctionDeclaration] { [registry.function] }

  package func complete(_ draft: inout RulebookDraft, _ diagnostics: Diagnostics) {
    if let timezone = draft.timezone { registry.setTimezone(timezone.value) }
    let clocks = registry.clocks
    if let first = clocks.first {
      ClockEvents(clocks, in: draft).provide(in: &draft, at: first, diagnostics)
      for clock in clocks { ClockWatch(clock, in: draft).complete(&draft) }
    }
    EscalationLints(draft: draft, registry: registry, diagnostics: diagnostics, start: start).run()
  }
}

/// What the definitions of one rulebook share.
final class EscalationRegistry: Sendable {
  private struct State {
    var clocks: [ClockDraft] = []
    var chains: [ChainDraft] = []
    var schedules: [DutyDraft] = []
    var timezone = "UTC"
  }

  private let state = Mutex(State())

  /// The `sla:` definitions, in the order of the files.
  var clocks: [ClockDraft] { state.withLock { $0.clocks } }
  /// The `escalation:` definitions, in the order of the files.
  var chains: [ChainDraft] { state.withLock { $0.chains } }
  /// The `on_call:` schedules, in the order of the files.
  var schedules: [DutyDraft] { state.withLock { $0.schedules } }

  func add(_ clock: ClockDraft) { state.withLock { $0.clocks.append(clock) } }
  func add(_ chain: ChainDraft) { state.withLock { $0.chains.append(chain) } }
  func add(_ schedule: DutyDraft) { state.withLock { $0.schedules.append(schedule) } }

  func setTimezone(_ name: String) { state.withLock { $0.timezone = name } }

  /// The zone of a schedule: its own, or that of the rulebook.
  func zone(of schedule: DutyDraft, in zones: ZoneDatabase) -> Zone {
    zones.zone(named: schedule.timezone?.value ?? state.withLock { $0.timezone }) ?? .utc
  }

  func schedule(named name: String) -> DutyDraft? { schedules.first { $0.id.value == name } }
}
