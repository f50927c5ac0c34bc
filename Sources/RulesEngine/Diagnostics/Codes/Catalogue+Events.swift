extension DiagnosticCatalogue {
  /// E01: why an event is refused. Refused events go to the dead-letter table with the reason; the others go on.
  static let events: [Entry] = [
    Entry(
      "E0101", "the event is not JSON",
      "An event is one JSON object a line, strictly as RFC 8259 has it, without repeated keys."),
    Entry(
      "E0102", "the envelope is not a CloudEvents envelope",
      """
      `id`, `source` and `type` are required texts, and `time`, where it is given, is RFC 3339 with an offset. With \
      the clock of the events themselves, `time` is required too.
      """),
    Entry(
      "E0104", "the type is not declared",
      """
      The rulebook has no `event:` of this type. Events that no rule answers are declared all the same: the declaration \
      is what their data is checked against.
      """),
    Entry(
      "E0105", "the data does not fit the declaration",
      """
      A declared field is missing or has another type. Every problem is listed. Fields that are not declared are \
      ignored, so that a platform may add some.
      """),
    Entry(
      "E0107", "the id was used for another event",
      """
      An event of the same `source` and `id`, but with other content, was processed before. The same event sent twice \
      is recognised and processed once; two different ones must not share an id.
      """),
    Entry(
      "E0108", "the event is too large", "The size of an event is limited by `limits: { event_bytes: ... }`."),
    Entry(
      "E0109", "the last line is cut off",
      """
      The input ends within an event, as when a writer was interrupted. Send the event again as a whole.
      """),
  ]
}
