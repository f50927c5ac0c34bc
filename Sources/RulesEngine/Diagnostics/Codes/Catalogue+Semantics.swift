extension DiagnosticCatalogue {
  /// S04: definitions that can be read, but cannot be meant.
  static let semantics: [Entry] = [
    Entry(
      "S0401", "a chain of events without an end",
      """
      A definition emits an event that leads back to itself, and nothing on the way is conditional. At run time every \
      such chain would reach the limit `chain_depth` and be refused. Give one of the definitions an `if`.
      """),
    Entry(
      "S0402", "a condition that is always the same",
      """
      The condition reads nothing that changes, so it holds always or never. Usually something was forgotten in it. \
      A definition is switched off with `enabled: false`.
      """),
    Entry(
      "S0403", "facts computed from each other",
      """
      A fact or score reads another that reads the first again, perhaps over several steps, so none of them can be \
      computed.
      """),
    Entry(
      "S0404", "a definition that is never in effect",
      """
      `effective` ends before it begins. A date stands for its first instant, so `until: 2027-01-01` includes the last \
      day of 2026.
      """),
    Entry(
      "S0407", "a row that never counts",
      """
      With `hit: first` a row behind one with the same tests, or behind one that takes everything, is never reached. \
      With `hit: unique` two rows with the same tests are an error whenever an event fits them.
      """),
    Entry(
      "S0408", "a name where its value was probably meant",
      """
      In a literal place text is text: `about: event.ticket_id` says these very letters. A value is inserted \
      with `${ }`; quote the text if the letters are meant.
      """),
  ]
}
