internal import RulesEngine

extension ScaffoldFiles {
  static func workflow(_ site: ScaffoldSite) throws -> [SourceFile] {
    let (event, action) = (try site.event(), try site.action())
    let definition = """
      # Steps that take their time: each event starts a run, which waits, goes on, and survives restarts.
      workflow: \(site.name)
      description: Say here in one sentence what the runs do.
      on: \(event.name)
      key: event.meta.id
      steps:
        - delay: 1h
        - \(site.call(action))
      """
    let test = """
      # `advance` lets the time of the test pass; what is waiting wakes up on the way.
      test: \(site.name) acts after an hour
      \(site.given(for: event))when:
        - event: \(event.name)
          data: \(site.data(of: event))
        - advance: 59m
        - expect:
            - no: { \(site.call(action)) }
        - advance: 1m
      then:
        - \(site.call(action))
      """
    return pair(site.name, definition.replacing("event.meta.id", with: "event.id"), test)
  }

  static func schedule(_ site: ScaffoldSite) -> [SourceFile] {
    let definition = """
      # An event that comes by the clock. The five fields of `every` are minute, hour, day of month, month, day of week;
      # a length of time such as `1h` is possible too.
      event: \(site.name).due
      ---
      schedule: \(site.name)
      description: Say here in one sentence what happens at that time.
      every: "0 9 * * *"
      timezone: \(site.rulebook.timezone)
      emit: \(site.name).due
      """
    let test = """
      test: \(site.name) comes at nine
      given:
        now: "2026-03-02T08:00[\(site.rulebook.timezone)]"
      when:
        - advance: 1h
      then:
        - emitted: \(site.name).due
          at: "2026-03-02T09:00[\(site.rulebook.timezone)]"
      """
    return pair(site.name, definition, test)
  }

  static func absence(_ site: ScaffoldSite) -> [SourceFile] {
    let definition = """
      # Something that should follow and does not: no `of` within a time after an `after`, for one key.
      # Put events of your own in place of the two that are declared here.
      event: \(site.name).begun
      data: { id: string }
      ---
      event: \(site.name).done
      data: { id: string }
      ---
      event: \(site.name).overdue
      data: { id: string }
      ---
      absence: \(site.name)
      description: Say here in one sentence what must not be missing.
      after: \(site.name).begun
      of: \(site.name).done
      within: 2h
      key: event.meta.id
      emit: \(site.name).overdue
      """
    let test = """
      test: \(site.name) is overdue after two hours
      when:
        - event: \(site.name).begun
          data: { id: a }
        - advance: 2h
      then:
        - emitted: \(site.name).overdue
          data: { id: a }
      ---
      test: \(site.name) in time is nothing to speak of
      when:
        - event: \(site.name).begun
          data: { id: a }
        - advance: 1h
        - event: \(site.name).done
          data: { id: a }
        - advance: 1d
      then:
        - no: { emitted: \(site.name).overdue }
      """
    return pair(site.name, definition.replacing("key: event.meta.id", with: "key: event.id"), test)
  }

  static func calendar(_ site: ScaffoldSite) -> [SourceFile] {
    let definition = """
      # Opening hours: business time such as `2bh` or `1bd` counts only while the calendar is open.
      calendar: \(site.name)
      timezone: \(site.rulebook.timezone)
      hours: { mon-fri: ["09:00-17:00"] }
      closed: ["2026-12-25"]
      ---
      # Shows the calendar at work: remove it once something of your own counts in its hours.
      event: \(site.name).asked
      data: { id: string }
      ---
      event: \(site.name).answered
      data: { id: string }
      ---
      event: \(site.name).unanswered
      data: { id: string }
      ---
      absence: \(site.name)-check
      after: \(site.name).asked
      of: \(site.name).answered
      within: 2bh
      calendar: \(site.name)
      key: event.id
      emit: \(site.name).unanswered
      """
    let test = """
      test: two business hours from Friday at four end on Monday at ten
      given:
        now: "2026-03-06T16:00[\(site.rulebook.timezone)]"
      when:
        - event: \(site.name).asked
          data: { id: a }
        - advance: 7d
      then:
        - emitted: \(site.name).unanswered
          at: "2026-03-09T10:00[\(site.rulebook.timezone)]"
      """
    return pair(site.name, definition, test)
  }
}
