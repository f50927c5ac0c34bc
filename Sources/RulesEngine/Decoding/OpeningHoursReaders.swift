internal import CEL

extension ValueReader where Value == [Int] {
  private static var names: [String] { ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] }

  /// `mon`, `mon-fri` or `mon, wed, fri`; 0 for Sunday to 6 for Saturday.
  static var weekdays: ValueReader<[Int]> {
    ValueReader<String>.text.then { text, node, context in
      var days: [Int] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let ends = part.split(separator: "-", omittingEmptySubsequences: false)
          .map { names.firstIndex(of: trimmed($0)) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else {
          report(text, node, context)
          return nil
        }
        days += (0...(last - first + 7) % 7).map { (first + $0) % 7 }
      }
      return days
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func report(_ text: String, _ node: Node, _ context: ReadContext) {
    let mended = text.replacing(" ", with: "").lowercased().split(separator: ",").map { part in
      part.split(separator: "-").map { String($0.prefix(3)) }.joined(separator: "-")
    }.joined(separator: ",")
    let parts = mended.split { $0 == "," || $0 == "-" }
    let isKnown = !parts.isEmpty && parts.allSatisfy { names.contains(String($0)) }
    context.diagnostics.add(
      .error(
        "W0141", "`\(text)` is not a day of the week", at: node.span,
        label: "expected `mon`, `mon-fri` or `mon, wed`",
        help: isKnown ? ["write `\(mended)`"] : ["the days are mon, tue, wed, thu, fri, sat and sun"],
        fix: isKnown ? .safe(node.span, mended.contains(",") ? "\"\(mended)\"" : mended) : nil))
  }
}

extension ValueReader where Value == [CalendarDraft.Span] {
  /// `"09:00-12:30"`, several of them in a list, or an empty list for no hours at all.
  static var spans: ValueReader<[CalendarDraft.Span]> { spans(overnight: true) }

  /// The same, all before midnight.
  static var spansOfOneDay: ValueReader<[CalendarDraft.Span]> { spans(overnight: false) }

  private static func spans(overnight: Bool) -> ValueReader<[CalendarDraft.Span]> {
    let span = ValueReader<CalendarDraft.Span>.span(overnight: overnight)
    return .either(
      text: span.map { [$0] }, list: ValueReader<[CalendarDraft.Span]>.list(of: span, count: 0...50))
  }
}

extension ValueReader where Value == CalendarDraft.Span {
  /// `09:00-12:30`, in seconds after midnight; with `overnight` the end may lie on the next day.
  fileprivate static func span(overnight: Bool) -> ValueReader<CalendarDraft.Span> {
    ValueReader<String>.text.then { text, node, context in
      let halves = text.replacing("\u{2013}", with: "-").replacing(" ", with: "").split(separator: "-")
        .map { half in half.utf8.dropFirst().first == UInt8(ascii: ":") ? "0\(half)" : String(half) }
      let times = halves.compactMap { try? TimeOfDayLiteral.read($0).seconds }
      guard times.count == 2, halves.count == 2 else {
        return report(text, node, context, "expected two times of day, for example `09:00-12:30`")
      }
      let (start, end) = (times[0], times[1])
      if halves.joined(separator: "-") != text {
        return report(text, node, context, "expected the form `09:00-12:30`", halves.joined(separator: "-"))
      }
      if end == 0 {
        return report(
          text, node, context, "the end of a day is `24:00`; `00:00` is its start", "\(halves[0])-24:00")
      }
      if start == OpeningHours.day {
        return report(
          text, node, context, "the start of a day is `00:00`; `24:00` is its end", "00:00-\(halves[1])")
      }
      if start == end { return report(text, node, context, "begins and ends at the same time") }
      if start < end { return Located(start..<end, node.span) }
      if overnight { return Located(start..<end + OpeningHours.day, node.span) }
      return report(
        text, node, context, "ends before it begins; write one for each of the two dates")
    }
  }

  private static func report(
    _ text: String, _ node: Node, _ context: ReadContext, _ expected: String, _ meant: String? = nil
  ) -> CalendarDraft.Span? {
    context.diagnostics.add(
      .error(
        "W0142", "`\(text)` is not a span of hours", at: node.span, label: expected,
        help: meant.map { ["write `\($0)`"] } ?? [], fix: meant.map { .safe(node.span, "\"\($0)\"") }))
    return nil
  }
}
