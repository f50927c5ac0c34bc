extension DiagnosticCatalogue {
  /// N0244 and up, W059, R046: tenants.
  static let tenants: [Entry] = [
    Entry(
      "N0247", "a tenant column that holds no text",
      """
      `tenant:` of an entity names the field that says whose a row is. Events name their tenant by a text, so the field \
      has to be a `string`.
      """),
    Entry(
      "N0248", "a part of the model in a tenant's folder",
      """
      Entities, events, actions and `apply` are the same for all tenants: they share one database and one platform. \
      What a tenant may have of its own is rules, fees, scores, calendars and the like, and settings.
      """),
    Entry(
      "W0591", "something in a tenant's `rulebook.yaml` that is the same for all",
      """
      The `rulebook.yaml` of a tenant's folder lays `settings` over the common ones. The currency, the time zone, \
      limits, plugins and delivery belong to the rulebook as a whole.
      """),
    Entry(
      "N0246", "a folder that cannot be a tenant's",
      """
      The folders below `tenants/` are named like the `tenant` of the events. A name has letters, digits, `-`, `_` and \
      `.`, and starts with a letter.
      """),
    Entry(
      "N0244", "a file beside the tenants' folders",
      "Below `tenants/` there is a folder for each tenant, and a file that lies beside them belongs to nobody."
    ),
    Entry(
      "N0245", "a tenant's setting of another kind",
      """
      The common rules are written for what the setting is: a number, an amount, a length of time. A tenant may give \
      it another value, but not another kind of value.
      """),
    Entry(
      "W0592", "a plugin in a tenant's folder",
      "Plugins add to the language of the whole rulebook, so they lie in its `plugins/`."),
    Entry(
      "W0593", "too many tenants with rules of their own",
      """
      The rules of each tenant are linked by themselves. Tenants that differ in figures only need no folder: let the \
      rules read the figures from the model.
      """),
    Entry(
      "W0590", "a setting that only one tenant has",
      """
      A tenant may have settings of its own for its own definitions. This one is almost the name of a common setting, \
      which keeps its value as it is written now.
      """),
    Entry(
      "R0460", "a row of another tenant",
      """
      What is decided for a tenant can only change the tenant's own rows. Keys are unique in a table, so a new row \
      cannot have a key that another tenant uses either. The definition does nothing, and the error is recorded.
      """),
    Entry(
      "R0461", "an event of an unknown tenant",
      """
      The rulebook says `tenants: closed`, and there is no folder of this name below `tenants/`. The event is parked.
      """),
  ]
}
