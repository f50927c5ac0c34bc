extension DiagnosticCatalogue {
  /// W061, N025: SLA clocks, escalations and on-call schedules.
  static let escalation: [Entry] = [
    Entry(
      "N0256", "an unknown on-call schedule",
      "No `on_call:` of this name is defined, so nobody can be found by it."),
    Entry(
      "N0257", "an action that cannot page",
      """
      A level of an escalation asks somebody through an action, `notify` where nothing else is said. The action has to \
      take `to: string`, and `channel` where the level says `via`. The parameters `level`, `about`, `escalation` and \
      `within` are filled in where the action has them; all others are given under `with`.
      """),
    Entry(
      "W0610", "an escalation that nothing stops",
      """
      An escalation goes from level to level until somebody answers. Without `until` (the event that ends it) or `ack` \
      (the event that says that somebody has taken it up) no answer is ever heard, and everybody is asked each time.
      """),
    Entry(
      "W0611", "an escalation that can end with nobody responsible",
      """
      When the last level does not answer either, nothing more happens: the matter is forgotten exactly when it is \
      worst. `finally` says who owns it then, for example by an action that opens an incident.
      """),
    Entry(
      "W0612", "an on-call schedule with gaps",
      """
      All layers of the schedule have hours, and together they do not cover the week. A level that asks the schedule in \
      such a gap asks nobody and the chain goes on to the next level. A last layer without `hours` closes all gaps. \
      `bylaw check` tells the gaps of the next 30 days, without those that overrides fill; `--at` says from when on.
      """),
    Entry(
      "W0613", "not a part of the target",
      "`warn_at` lists the parts of the target at which a warning is given, as percentages: `[50%, 75%, 90%]`."
    ),
    Entry(
      "W0614", "targets and what chooses them",
      """
      A target for each value of something needs `by`, which says what: `by: event.priority`. One target for everything \
      has nothing to choose.
      """),
    Entry(
      "W0615", "a target that never counts",
      """
      The field that `by` reads lists its values, and the one this target is for is not among them. No clock would ever \
      have this target.
      """),
    Entry(
      "W0616", "hours without a calendar",
      "`outside_hours` says what happens while the calendar of the escalation is closed, and it names none."),
    Entry(
      "W0617", "not a length of a turn",
      "People take turns by whole days, so that each handoff is at the same time of day."),
  ]
}
