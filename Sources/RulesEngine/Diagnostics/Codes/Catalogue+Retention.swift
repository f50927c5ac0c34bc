extension DiagnosticCatalogue {
  /// W064, N0258: prompts and retention journeys.
  static let retention: [Entry] = [
    Entry(
      "N0258", "an action that cannot ask a question",
      """
      A prompt asks through an action, `prompt` where nothing else is said with `action:`. The action has to take \
      `prompt: string`, by which its answer is known, and `choices: [string]`. `to`, `title`, `answers`, `expires` and \
      `about` are filled in where the action has them; all others are given under `with`.
      """),
    Entry(
      "W0640", "variants that do not come to the whole",
      """
      Everybody gets exactly one variant, so their shares come to 100%. Who gets nothing at all is said by `holdout`.
      """),
    Entry(
      "W0641", "nobody says who enters",
      """
      With `enter` a journey is looked at once a day for every customer, and `audience` says for whom it begins. Without \
      it everybody would enter every day.
      """),
    Entry(
      "W0642", "quiet hours without an end",
      "`from` and `to` are the same time of day, so it would be quiet always or never."),
    Entry(
      "W0643", "a time of day that is not looked for",
      """
      Where everybody enters on the clock of their own zone, the clocks are looked at every quarter of an hour: all \
      zones of today differ by whole quarters.
      """),
    Entry(
      "W0644", "a global holdout that is no percentage",
      "The setting `global_holdout` says how many people get nothing of any retention journey, such as `5%`."),
    Entry(
      "W0645", "two choices with one answer",
      """
      An answer is the label of a choice in small letters with hyphens, such as `not-now`, or what `answer` says. Two \
      choices with the same answer could not be told apart.
      """),
    Entry(
      "W0646", "a question without an end",
      """
      Nobody answers every question. `expires` says after how long the question is no longer asked, `until` which event \
      takes it back.
      """),
    Entry(
      "W0660", "an event that cannot take anything back",
      """
      `until` of a rule or table takes back what it asked for about the same subject. Events about something else, or \
      about nothing, do not say whose actions these are.
      """),
    Entry(
      "W0661", "an exclusive group of one",
      """
      Of the journeys and workflows with the same `exclusive` one is open for a customer. A group that only one of them \
      names is usually a slip of the pen.
      """),
    Entry(
      "W0662", "points that expire at no known time",
      """
      Points expire a length of time after they were earned, such as `365d`, and may live on to the end of the day, \
      week, month, quarter or year at hand: `365d@end_of_month`.
      """),
    Entry(
      "W0663", "a reminder of points that never expire",
      "`remind` says how long before they expire somebody hears of it, so `expires` has to say when that is."),
    Entry(
      "W0664", "tiers that are not in order",
      "Tiers are written from the lowest on, and each takes more points than the one before."),
    Entry(
      "W0665", "points of nobody",
      """
      An event moves the points of its subject. Where that is not whom the program is for, `to` gives the key of who is: \
      `to: event.friend_id`.
      """),
    Entry(
      "W0666", "a campaign at no known time",
      """
      `at` of `enter` is a day and a time of day on the clock of a zone, such as `2026-12-01T10:00`. The zone is named \
      beside it with `timezone`; one such as `customer.timezone` lets everybody enter at that time where they are.
      """),
  ]
}
