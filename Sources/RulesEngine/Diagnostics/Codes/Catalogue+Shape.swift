extension DiagnosticCatalogue {
  /// W01: the keys a definition has, and the form of their values.
  static let shape: [Entry] = [
    Entry(
      "W0101", "an unknown key",
      """
      The definition has no such key. Unknown keys are errors, because a misspelt key would silently do \
      nothing.
      """),
    Entry("W0102", "a missing key", "The definition needs this key."),
    Entry(
      "W0103", "a value of the wrong form",
      """
      A value is a text, a list (`- a`) or a mapping (`key: value`); this place needs another of the \
      three.
      """),
    Entry("W0104", "an empty value", "The key stands there without a value. Write one, or remove the key."),
    Entry("W0105", "an unknown kind of definition", "The first key of a document names what it defines."),
    Entry("W0106", "keys that exclude each other", "Only one of these keys can be given at a time."),
    Entry("W0107", "too many or too few entries", "The number of entries is limited at this place."),
    Entry(
      "W0108", "not the hash of a version",
      "`migrate: { from: ... }` names an earlier version of a workflow by the first digits of its hash."),
    Entry(
      "W0111", "not an identifier",
      """
      Identifiers consist of ASCII letters, digits, `-`, `_` and `.`, and start with a letter or an \
      underscore.
      """),
    Entry(
      "W0112", "an unknown value", "Only a few words are possible at this place; the message lists them."),
    Entry(
      "W0113", "neither true nor false",
      "Booleans are written `true` or `false`; `yes`, `on` and `1` are text."),
    Entry(
      "W0114", "not a whole number", "Whole numbers are written in digits, with `-` in front if negative."),
    Entry("W0115", "a number out of range", "The number is too small or too large for this place."),
    Entry(
      "W0116", "not a decimal number",
      """
      Decimal numbers are written as `12`, `0.5` or `-3.25`: a point, no thousands separators, no \
      exponent.
      """),
    Entry("W0117", "not a percentage", "Percentages are written as `12.5%`."),
    Entry(
      "W0118", "not an amount of money",
      """
      Money is a decimal number, with a three-letter currency code if it is not the rulebook's: `15.00`, \
      `15.00 EUR`.
      """),
    Entry(
      "W0119", "not an instant",
      "Instants are RFC 3339 with an offset: `2026-11-21T15:00:00Z` or `2026-11-21T10:00:00-05:00`."),
    Entry("W0120", "not a date", "Dates are written `2026-11-21`, and must exist."),
    Entry("W0121", "not a time of day", "Times of day are written `09:00`, from `00:00` to `24:00`."),
    Entry("W0122", "empty text", "The text is empty, or only blanks, where something must be said."),
    Entry(
      "W0123", "an action where only the model changes",
      """
      `apply` says what an event does to the tables, before any rule sees it. Actions belong into a rule on the same \
      event.
      """),
    Entry(
      "W0124", "a file that is not there",
      "The rows of a table can stand in a `.csv` file in the same folder. There is no file of this name."),
    Entry(
      "W0125", "a CSV file that cannot be read",
      """
      The first line names the columns, and every further line has a cell for each of them. Cells that hold commas or \
      quotes are written in double quotes, with quotes inside of them doubled.
      """),
    Entry("W0126", "an unknown currency", "Currencies are written as ISO 4217 codes: `USD`, `EUR`, `JPY`."),
    Entry(
      "W0131", "not a duration",
      """
      Durations are numbers with a unit: `90s`, `15m`, `2h`, `3d`, `2w`, or several as `1h30m`. Business time is `2bh` \
      or `1bd` and needs a calendar. ISO 8601 as in `PT2H` works also, except for years and months, which have no fixed \
      length.
      """),
  ]
}
