internal import CEL

extension Linker {
  /// Resolves a length of time; nil after reporting why not.
  ///
  /// - Parameter inherited: the calendar of what it stands in, for waits that name none.
  func wait(_ draft: WaitDraft, inherited: Located<String>? = nil) -> Wait? {
    switch draft.length.value {
    case .elapsed(let milliseconds):
      guard milliseconds <= 9_000_000_000_000 else {
        diagnostics.add(.error("W0115", "this is longer than 285 years", at: draft.length.span))
        return nil
      }
      if let calendar = draft.calendar { reportUnused(calendar, draft.length.span) }
      return .elapsed(Duration(nanoseconds: Int64(milliseconds) * 1_000_000))
    case .business:
      guard let length = BusinessDuration(draft.length.value) else {
        diagnostics.add(.error("W0115", "this is longer than 285 years", at: draft.length.span))
        return nil
      }
      guard let name = draft.calendar ?? inherited else {
        diagnostics.add(
          .error(
            "W0131", "business time needs a calendar", at: draft.length.span,
            label: "counted in which calendar?",
            help: ["add `calendar: …` beside it, or write elapsed time such as `2h`"]))
        return nil
      }
      return calendar(name).map { .business(length, $0) }
    }
  }

  /// A calendar beside time on the clock would silently do nothing.
  private func reportUnused(_ calendar: Located<String>, _ length: SourceSpan) {
    _ = self.calendar(calendar)
    diagnostics.add(
      .warning(
        "S0426", "this calendar is not used", at: calendar.span,
        related: [.init("this is time on the clock", at: length)],
        help: ["write business time, such as `2bh` or `1bd`, or remove the calendar"]))
  }
}
