internal import CEL

extension Kind {
  /// `calendar: support`.
  static var calendar: Kind {
    Kind("calendar") { keys, definition, decoding in
      var draft = CalendarDraft(name: definition.id)
      keys.allow("description")
      draft.timezone = keys.optional("timezone", .locatedText)
      draft.hours = keys.optional("hours", .week)
      draft.dates = keys.optional("dates", .dated(.spans)) ?? []
      draft.closed = keys.optional("closed", .list(of: .closed)) ?? []
      draft.breaks = keys.optional("breaks", .dated(.spansOfOneDay)) ?? []
      draft.intersect = keys.optional("intersect", .oneOrMany(of: .locatedIdentifier)) ?? []
      if !keys.has("hours"), !keys.has("intersect") {
        keys.report(
          .error(
            "W0102", "calendar needs `hours`", at: definition.id.span, label: "when is it open?",
            help: ["add `hours: { mon-fri: [\"09:00-17:00\"] }`"]))
      }
      decoding.draft.calendars.append(draft)
    }
  }
}

extension ValueReader where Value == [CalendarDraft.Week] {
  /// `mon-fri: ["09:00-12:30", "13:30-17:00"]`.
  package static var week: ValueReader<[CalendarDraft.Week]> {
    ValueReader<[(key: Node, value: [CalendarDraft.Span])]>.table(of: .spans).then { entries, _, context in
      let weeks = entries.map { entry in
        ValueReader<[Int]>.weekdays.read(entry.key, context).map {
          CalendarDraft.Week(days: Located($0, entry.key.span), spans: entry.value)
        }
      }
      return weeks.contains { $0 == nil } ? nil : weeks.compactMap(\.self)
    }
  }
}

extension ValueReader where Value == [CalendarDraft.Dated] {
  /// `2026-12-24: ["09:00-12:00"]`.
  fileprivate static func dated(
    _ spans: ValueReader<[CalendarDraft.Span]>
  ) -> ValueReader<[CalendarDraft.Dated]> {
    ValueReader<[(key: Node, value: [CalendarDraft.Span])]>.table(of: spans).then { entries, _, context in
      let dates = entries.map { entry in
        ValueReader<DateLiteral>.date.read(entry.key, context).map {
          CalendarDraft.Dated(day: Located($0.daysSince1970, entry.key.span), spans: entry.value)
        }
      }
      return dates.contains { $0 == nil } ? nil : dates.compactMap(\.self)
    }
  }
}

extension ValueReader where Value == Located<CalendarDraft.Closed> {
  /// A date, `{ every: "01-01" }`, or `{ from: 2026-12-24, through: 2026-12-31 }`; each with a `name`.
  fileprivate static var closed: ValueReader<Located<CalendarDraft.Closed>> {
    .either(
      text: ValueReader<DateLiteral>.date.then { date, node, _ in
        Located(.dates(date.daysSince1970...date.daysSince1970), node.span)
      },
      mapping: .mapping("closed day") { keys in
        keys.allow("name")
        switch keys.exactlyOne(of: ["date", "every", "from"])?.name {
        case "date":
          return keys.optional("date", .date).map {
            Located(.dates($0.daysSince1970...$0.daysSince1970), keys.node.headSpan)
          }
        case "every":
          return keys.optional("every", .dayOfYear).map { Located(.yearly($0), keys.node.headSpan) }
        case "from": return closedRange(keys)
        default: return nil
        }
      })
  }

  private static func closedRange(_ keys: MappingReader) -> Located<CalendarDraft.Closed>? {
    guard let from = keys.optional("from", .date), let through = keys.required("through", .date) else {
      return nil
    }
    guard from <= through else {
      keys.report(
        .error(
          "W0107", "these closed days end before they begin", at: keys.node.headSpan,
          help: ["make `through`, the last closed day, the later one"]))
      return nil
    }
    return Located(.dates(from.daysSince1970...through.daysSince1970), keys.node.headSpan)
  }
}

extension ValueReader where Value == Int {
  /// `12-25` as 1225: a day of any year.
  fileprivate static var dayOfYear: ValueReader<Int> {
    ValueReader<String>.text.then { text, node, context in
      // 2024 is a leap year: 29 February is closed in the years that have it.
      if text.utf8.count == 5, let date = try? DateLiteral.read("2024-\(text)") {
        return date.month * 100 + date.day
      }
      let year = (try? DateLiteral.read(text)).map { _ in String(text.dropFirst(5)) }
      context.diagnostics.add(
        .error(
          "W0120", "`\(text)` is not a day of the year", at: node.span,
          label: "expected month and day, for example `12-25`", help: year.map { ["write `\($0)`"] } ?? [],
          fix: year.map { .safe(node.span, "\"\($0)\"") }))
      return nil
    }
  }
}
