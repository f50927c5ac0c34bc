/// A length of time to wait, as written: `2h`, or `2bh` with the calendar it counts in.
package struct WaitDraft: Sendable {
  package var length: Located<DurationLiteral>
  package var calendar: Located<String>?

  package init(length: Located<DurationLiteral>, calendar: Located<String>?) {
    self.length = length
    self.calendar = calendar
  }
}
