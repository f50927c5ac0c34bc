extension DiagnosticCatalogue {
  /// T03: values that do not fit the type of their place.
  static let types: [Entry] = [
    Entry(
      "T0301", "a value of the wrong type",
      """
      The parameter, field or output has a type, and this is no value of it. A value computed from others is written \
      `"${ ... }"`, which keeps the type of what it computes.
      """),
    Entry(
      "T0302", "a value that is not listed",
      """
      The field is declared with an `enum`, the list of its values, and this is none of them.
      """),
    Entry(
      "T0303", "a cell that is not a test",
      """
      The input cells of a decision table are tests: `-` for anything, a value, `< 100`, `[100..500)`, several with \
      commas between them, or `not( )` around them. `[` and `]` include a bound, `(` and `)` leave it out; the lower \
      one comes first.
      """),
    Entry(
      "T0304", "a column that does not fit its table",
      """
      Every cell of a row belongs to one of the columns that `inputs` and `outputs` declare. In a table that answers \
      events (`on:`) an input is an expression; in one that expressions call with `table( )` it is a type.
      """),
    Entry(
      "T0305", "not a cron expression",
      """
      A cron expression has five fields: minute, hour, day of month, month, day of week. A field is `*`, a number, a \
      range `1-5`, a step `*/15`, or several with commas. `0 9 * * mon-fri` is 09:00 on working days.
      """),
    Entry(
      "T0306", "an unknown type",
      """
      Types are `string`, `int`, `uint`, `double`, `bool`, `decimal`, `money`, `timestamp`, `duration`, `bytes` and \
      `json`, lists such as `[string]`, and mappings such as `{int}`. `enum` goes with `string` only.
      """),
    Entry(
      "T0307", "a value of a test that cannot be computed",
      """
      What stands in `${ ... }` in a test is computed when the test is read. It may refer to `case`, `settings` and \
      `now`, and here it failed.
      """),
  ]
}
