extension DiagnosticCatalogue {
  /// Calendars, schedules and everything else that is about time.
  static let time: [Entry] = [
    Entry(
      "N0231", "an unknown calendar",
      "No `calendar:` of this name is defined, so no business time can be measured by it."),
    Entry(
      "S0420", "a schedule that falls in a daylight-saving gap",
      """
      On one day of the year the clock skips the time at which this schedule runs. `dst: run_once` runs it right after \
      the gap and, where a time comes twice in autumn, once; `skip` leaves it out that day; `literal` follows the clock, \
      so it runs not at all in spring and twice in autumn. State one of them to silence this.
      """),
    Entry(
      "S0421", "a calendar that is never open",
      """
      The calendar has no hours on any day of this century, or it intersects calendars that are never open at the same \
      time. A timer that waits for its business time would never fire.
      """),
    Entry(
      "S0422", "opening hours that overlap",
      """
      Two spans of the same day overlap, or one that goes past midnight runs into the hours of the next day. A span \
      belongs to the day it begins on: `fri: ["22:00-06:00"]` lasts until Saturday 06:00.
      """),
    Entry(
      "S0423", "a break outside the hours",
      "The calendar is not open during this break anyway, so the date or the times are probably wrong."),
    Entry(
      "S0424", "a date that is closed and has hours",
      "`dates` gives this date hours of its own, and `closed` takes them away. Only one of them can be meant."
    ),
    Entry(
      "S0425", "a calendar that intersects itself",
      "`intersect` leads back to the calendar itself, perhaps over several steps."),
    Entry(
      "S0426", "a calendar that is not used",
      "The length beside it is time on the clock. Business time is written `2bh`, `30bm` or `1bd`."),
    Entry(
      "S0430", "a count of nobody",
      """
      A `cap` or `cooldown` counts for the event's subject unless it says otherwise, and this event has none. Say what it \
      counts for.
      """),
    Entry(
      "S0431", "a scope that only one definition has",
      "Caps with the same `scope` share their count. This one stands alone and is written almost like another."
    ),
    Entry(
      "S0432", "a time zone that is not used",
      """
      The time zone of a cap says where its calendar days begin. A period such as `7d` is the time up to now, \
      wherever.
      """),
    Entry(
      "S0433", "a crossing that resets on the wrong side",
      """
      A crossing happens once until the value has come back to `reset`, which keeps a value that wavers around its level \
      from causing one event after the other. A reset beyond the level itself is reached before the value has come back.
      """),
    Entry(
      "R0431", "held back by a frequency cap",
      """
      The condition held, but the definition, or others of the same scope, had been carried out as often as its `cap` \
      allows. Higher priorities take what is left first.
      """),
    Entry(
      "R0432", "held back by a cool-down",
      "The condition held, but the definition had been carried out for the same key not long enough ago."),
    Entry(
      "W0141", "not a day of the week",
      "Days of the week are mon, tue, wed, thu, fri, sat and sun; `mon-fri` is a range, `mon, wed` a list."),
    Entry(
      "W0142", "not a span of hours",
      """
      Hours are written as `09:00-12:30`. The end of a day is `24:00`; a span that ends before it begins goes past \
      midnight and belongs to the day it begins on.
      """),
  ]
}
