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
      "R0420", "a run whose definition no longer fits",
      """
      A run is carried out as its definition was when it began. Something that definition names is gone from the \
      rulebook, or has changed so that it cannot be read any more. Bring it back, and its runs go on.
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
  ]
}
