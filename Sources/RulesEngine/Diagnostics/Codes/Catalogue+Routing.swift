extension DiagnosticCatalogue {
  /// W063: routings that cannot be meant as they are written.
  static let routing: [Entry] = [
    Entry(
      "N0254", "an unknown filter",
      "`relax` drops filters of `eligible` and parts of `score` by their names; this name is none of them."),
    Entry(
      "W0630", "a score that weighs nothing",
      """
      The score is the mean of its parts, each with its weight. Where every weight is 0 all candidates score 0, and only \
      `tie_break` decides.
      """),
    Entry(
      "W0632", "a filter that excludes everybody",
      "This filter is false for every candidate, so nobody is ever eligible and the fallback is all that happens."
    ),
    Entry(
      "W0633", "a target that can never be reached",
      """
      Preferences are tried in order, and steps of `relax` one after the other. One that asks for the same as an earlier \
      one, or that is due before it, never comes into play.
      """),
    Entry(
      "W0634", "nobody responsible",
      """
      A routing whose candidates are all excluded, or all of whom refuse, ends without anybody having the job. \
      `fallback` says who owns it then: a queue, or steps such as an escalation.
      """),
    Entry(
      "W0635", "a wait without an offer",
      """
      A preference's `wait` is how long an offer to such a candidate stands. Without `offer` the best candidate gets the \
      job at once and nobody is waited for.
      """),
    Entry(
      "W0636", "nothing says what is given away",
      """
      A routing gives something away that answers, holds and explanations name. Usually the event has a field for it \
      that is called like the event: `inspection_id` of `inspection.requested`. Otherwise `about` says it.
      """),
    Entry(
      "W0637", "jobs that cannot be counted",
      """
      `fewest_jobs` compares what the left side of the filter `capacity` counts; without that filter there is nothing to \
      compare.
      """),
    Entry(
      "W0638", "a part of a score that is no number",
      """
      Each part of a score is a number from 0 to 1, and what decides between equal scores is a number or an instant.
      """),
    Entry(
      "W0639", "a negative weight",
      "Weights say how much a part counts. Where less is better, the value is turned round: `1.0 - load`."),
  ]
}
