internal import CEL

/// The processors of a rulebook with tenants: one for each set of rules, each behind its tenant's view of the storage.
final class TenantProcessors {
  private let rulebook: Rulebook
  private let storage: any Storage
  private unowned let root: Processor
  private var made: [ObjectIdentifier: (processor: Processor, view: TenantStorage)] = [:]

  init(_ root: Processor) {
    self.root = root
    rulebook = root.rulebook
    storage = root.storage
  }

  /// Calls `body` with the processor that decides for a tenant; a tenant without rules of its own is decided for by the
  /// common ones.
  func on<Result>(
    _ tenant: String?, _ body: (Processor) throws(ProcessingError) -> Result
  ) throws(ProcessingError) -> Result {
    let (processor, view) = processor(of: rulebook.rulebook(for: tenant))
    // While a schedule goes over rows, events of other tenants may come in between.
    let before = view.tenant
    view.tenant = tenant
    defer {
      view.tenant = before
      if processor.takeTimerChange() { root.hasChangedTimers = true }
    }
    return try body(processor)
  }

  private func processor(of rules: Rulebook) -> (processor: Processor, view: TenantStorage) {
    if let known = made[ObjectIdentifier(rules)] { return known }
    let view = TenantStorage(storage, model: rulebook.model)
    let new = (processor: Processor(rules, view, root: root), view: view)
    made[ObjectIdentifier(rules)] = new
    return new
  }

  /// Refuses events of tenants that nobody declared, where the rulebook says so.
  func check(_ event: IncomingEvent) throws(ProcessingError) {
    guard rulebook.refusesUnknownTenants, let tenant = event.tenant, rulebook.tenants[tenant] == nil else {
      return
    }
    let names = rulebook.tenants.keys.sorted()
    let meant = Suggestion.best(for: tenant, among: names).map { "; did you mean `\($0)`?" } ?? ""
    throw .refused(code: "R0461", message: "no tenant `\(tenant)` is known\(meant)")
  }
}
