extension Rulebook {
  /// The rules that decide for a tenant: its own ones over the common ones; for no tenant, and for one that has none of
  /// its own, the common ones.
  public func rulebook(for tenant: String?) -> Rulebook {
    guard let tenant, let own = tenants[tenant] else { return self }
    return own
  }

  /// Whether it matters whose an event is: there are tenants with rules, or rows that belong to one.
  var separatesTenants: Bool { !tenants.isEmpty || model.entities.contains { $0.tenant != nil } }

  /// The same rulebook with those of its tenants.
  package func with(tenants: [String: Rulebook], refusesUnknown: Bool) -> Rulebook {
    Rulebook(
      name: name, version: version, hash: hash, currency: currency, timezone: timezone, limits: limits,
      model: model, plans: plans, layouts: layouts, definitions: definitions, actions: actions,
      schedules: schedules, workflows: workflows, calendars: calendars, zones: zones, files: files,
      tenants: tenants, refusesUnknownTenants: refusesUnknown)
  }
}
