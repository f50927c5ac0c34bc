extension DiagnosticCatalogue {
  /// J01: why a text is not JSON, or not JSON that is accepted.
  static let json: [Entry] = [
    Entry(
      "J0101", "the JSON ends too early", "A bracket, brace or string is still open at the end of the text."),
    Entry(
      "J0102", "an unexpected character in JSON",
      "The character cannot stand here. JSON has no comments and no trailing commas."),
    Entry(
      "J0103", "text behind the JSON",
      "Something follows the value. Where events are read, each stands on a line of its own."),
    Entry(
      "J0104", "a number that JSON does not have",
      "Leading zeros, `+`, `.5`, `1.`, `NaN` and `Infinity` are not JSON."),
    Entry(
      "J0105", "a control character in a string",
      "Line breaks and tabs inside of strings are written `\\n` and `\\t`."),
    Entry(
      "J0106", "an escape that JSON does not have",
      "JSON knows `\\\" \\\\ \\/ \\b \\f \\n \\r \\t` and `\\u` with four digits."),
    Entry(
      "J0107", "half of a character",
      "A `\\u` escape of a surrogate stands alone; characters beyond U+FFFF take two."),
    Entry("J0108", "the JSON is not UTF-8", "JSON is exchanged as UTF-8."),
    Entry(
      "J0109", "a key twice in one object",
      "Readers disagree about which of the two counts, so the text is refused instead of guessed at."),
    Entry("J0110", "JSON nested too deeply", "The nesting of arrays and objects is limited."),
    Entry("J0111", "the JSON is too large", "The size of a text is limited."),
    Entry(
      "J0112", "a value of another kind",
      "A number, text, list or object stands where another of them is needed."),
  ]
}
