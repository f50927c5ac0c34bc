extension DiagnosticCatalogue {
  /// N024, R042, R047: workflows and their runs.
  static let workflows: [Entry] = [
    Entry(
      "N0240", "an unknown workflow to call",
      """
      `call` starts a workflow that has `inputs:` instead of `on:`. There is none of this name.
      """),
    Entry(
      "N0241", "an unknown variable",
      """
      `set` changes a variable that the workflow declares under `vars:`, with what it begins as. There is none of this \
      name.
      """),
    Entry(
      "N0242", "an awaited event that cannot be told from others",
      """
      Runs wait side by side, one for each key. An awaited event belongs to the run whose key it has, so the `key:` of \
      the workflow has to be readable from it; or its `where:` compares it with the run, as in \
      `event.ticket_id == trigger.ticket_id`; or the step has a `key:` of its own over the awaited event.
      """),
    Entry(
      "N0243", "an unknown step of a migration",
      """
      `migrate: { steps: { old: new } }` says which step of this workflow a step of an earlier version has become. \
      There is no step with this id or path.
      """),
    Entry(
      "R0420", "a run whose definition no longer fits",
      """
      A run is carried out as its definition was when it began. Something that definition names is gone from the \
      rulebook, or has changed so that it cannot be read any more. Bring it back, and its runs go \
      on: what they missed meanwhile is kept. `bylaw runs cancel` ends them.
      """),
    Entry(
      "R0470", "a plugin that has changed under a run",
      """
      A run is carried out as its definition was when it began. It has come to an action or a function of a plugin that \
      has changed since so that the definition no longer fits: a parameter is gone, is of another type or has to be \
      given, a function takes or returns something else, or the plugin is not there any more. Mend the plugin, and \
      `bylaw incident retry` lets the run go on.
      """),
    Entry(
      "R0421", "too many runs with one key",
      """
      The workflow has `on_overflow: fail`, and as many runs as `max` allows were open when another was to begin. It \
      was dropped.
      """),
    Entry(
      "R0422", "a variable that cannot be set so",
      """
      `bylaw incident set` and `bylaw runs set` give a variable of a run another value. The workflow declares no such \
      variable under `vars:`, or the text cannot be read as its type.
      """),
    Entry(
      "R0423", "a run that cannot come over to another version",
      """
      `bylaw runs migrate` lets runs go on with the current version of their workflow, as its `migrate:` says. Every \
      step that a run stands at, and every step it did that can be undone, has to have a counterpart of the same type, \
      inside the same loops and branches; variables keep their types.
      """),
    Entry(
      "R0424", "a workflow that does not begin for an event that came before",
      """
      `bylaw runs backfill` lets a workflow begin for events of the journal. It does not where the workflow began with \
      the event before, where its `if` does not hold now, or where its cap or cool-down holds it back.
      """),
  ]
}
