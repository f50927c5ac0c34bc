extension DiagnosticCatalogue {
  /// C01: expressions that cannot be read; C02: expressions whose names or types do not fit; C03: their limits.
  static let cel: [Entry] = [
    Entry(
      "C0101", "something unexpected in an expression",
      """
      The expression cannot be read beyond this place. Operators are written `&&`, `||`, `!`, `==`; a choice is \
      `condition ? value : other`.
      """),
    Entry("C0102", "a string is not closed", "A string in an expression ends with the quote it begins with."),
    Entry(
      "C0103", "an unknown escape in a string",
      "A backslash starts an escape such as `\\n`. A raw string, r\"...\", takes backslashes as they are."),
    Entry(
      "C0104", "not a number", "Numbers are written `12`, `0.5`, `1e3` or `0x1F`, and unsigned ones `12u`."),
    Entry(
      "C0105", "a character that is not part of the language",
      "Some have another form here: `==` for equality, `&&` and `||`, and straight quotes around strings."),
    Entry(
      "C0106", "a macro used in another way",
      """
      `has`, `all`, `exists`, `map` and `filter` are not ordinary functions: `has` takes a field selection, and the \
      others take the name of a variable and an expression over it, as in `event.skills.exists(s, s == "brakes")`.
      """),
    Entry("C0107", "a reserved word", "The word is reserved by the language and cannot be a name."),
    Entry("C0108", "an empty expression", "There is nothing to evaluate."),
    Entry("C0109", "a number out of range", "Whole numbers have 64 bits, and decimals 38 digits."),
    Entry(
      "C0110", "an insertion is not closed",
      "`${` begins an inserted value and `}` ends it; `$${` is a plain `${`."),
    Entry(
      "C0201", "an unknown name",
      """
      Nothing of this name is known at this place. A rule knows `event`, the entities that the event names by its \
      subject and by fields with `entity:`, `settings` and `now`. Text stands in quotes.
      """),
    Entry(
      "C0202", "an unknown field", "The value has no field of this name. The message lists some that it has."),
    Entry(
      "C0203", "an unknown function",
      "Neither the language nor a plugin has a function of this name. `size(x)` is the length of texts and lists."
    ),
    Entry(
      "C0204", "values that an operator or function does not take",
      """
      Types are checked when the rulebook is loaded. Numbers of different types can be compared and added, but text \
      is no number: `string(x)`, `int(x)` and `double(x)` convert.
      """),
    Entry(
      "C0205", "a result of the wrong type",
      "The place needs a value of one type, and the expression has another."),
    Entry(
      "C0206", "a comparison with a value that never occurs",
      "The field is declared with an `enum`, and this is none of its values, so the comparison is always the same."
    ),
    Entry(
      "C0207", "a double meets exact numbers",
      """
      Money and decimals are exact, and a computed double is not. Literals are read exactly beside money; declare \
      fields that take part in amounts as `decimal`.
      """),
    Entry("C0208", "an operand that is not true or false", "`&&`, `||`, `!` and `?:` take conditions."),
    Entry(
      "C0209", "a call that a function refuses",
      "The function checks its arguments itself; the message says what is wrong."),
    Entry(
      "C0210", "an amount without a currency",
      "Set `currency:` in `rulebook.yaml`, or name one with the amount."),
    Entry(
      "C0301", "an expression that is too long", "Split it, for example into facts with names of their own."),
    Entry("C0302", "an expression that is nested too deeply", "Split it into several expressions."),
    Entry(
      "C0303", "an expression with too many parts",
      "Split it; long lists of values belong into a decision table."),
  ]
}
