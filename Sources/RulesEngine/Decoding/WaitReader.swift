extension ValueReader where Value == Located<DurationLiteral> {
  /// A length of time, on the clock or business time, with its place.
  package static var length: ValueReader<Located<DurationLiteral>> {
    ValueReader<DurationLiteral>.duration.then { literal, node, _ in Located(literal, node.span) }
  }
}

extension MappingReader {
  /// A length of time under `key`, and the calendar of business time under `calendar`.
  package func wait(_ key: String) -> WaitDraft? {
    let calendar = optional("calendar", .locatedIdentifier)
    return required(key, .length).map { WaitDraft(length: $0, calendar: calendar) }
  }
}
