internal import CEL
internal import RulesEngine
internal import Store

extension LogCommand {
  /// Whose it is, for tools; people read it in `bylaw explain`.
  private static func tenant(_ format: Listing.Format) -> [String] { format == .human ? [] : ["tenant"] }

  static func decisions(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(
      format: format,
      columns: ["decision", "at", "event", "type", "subject", "matched", "actions", "errors"] + tenant(format)
    )
    try store.decisions(filter) { entry in
      listing.add([
        .text("d-\(entry.event.number)"), .text(entry.record.at.description), .text(entry.event.event.id),
        .text(entry.event.event.type), .text(entry.event.event.subject),
        .names(entry.record.matched), .number(Int64(entry.actionCount)),
        .number(Int64(entry.record.errors.count)), .text(entry.event.event.tenant),
      ])
      return true
    }
    listing.finish(empty: "no decisions")
  }

  static func events(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(
      format: format,
      columns: ["number", "time", "source", "event", "type", "subject", "data"] + tenant(format))
    try store.events(filter) { entry in
      listing.add([
        .number(entry.number), .text(entry.event.time.description), .text(entry.event.source),
        .text(entry.event.id), .text(entry.event.type), .text(entry.event.subject), .raw(entry.event.data),
        .text(entry.event.tenant),
      ])
      return true
    }
    listing.finish(empty: "no events")
  }

  static func actions(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(
      format: format,
      columns: [
        "at", "decision", "action", "subject", "args", "by", "state", "key", "attempts", "next", "remark",
      ] + tenant(format))
    try store.actions(filter) { entry in
      listing.add([
        .text(entry.at.description), .text("d-\(entry.decision)"), .text(entry.action.name),
        .text(entry.action.subject), .raw(entry.action.arguments), .text(entry.action.by),
        .text(entry.state.rawValue), .text(entry.action.key), .number(Int64(entry.attempts)),
        .text(entry.nextAt?.description), .text(entry.remark), .text(entry.action.tenant),
      ])
      return true
    }
    listing.finish(empty: "no actions")
  }

  static func timers(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(format: format, columns: ["fires_at", "timer", "key", "event"])
    try store.timers(filter) { entry in
      listing.add([
        .text(entry.timer.fireAt.description), .text(entry.timer.name), .text(entry.timer.key),
        .raw(entry.timer.event),
      ])
      return true
    }
    listing.finish(empty: "no timers")
  }

  static func incidents(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(
      format: format, columns: ["incident", "at", "status", "decision", "by", "code", "message"])
    try store.incidents(filter) { entry in
      listing.add([
        .text("i-\(entry.number)"), .text(entry.at.description), .text(entry.status),
        .text(entry.decision.map { "d-\($0)" }), .text(entry.by), .text(entry.code), .text(entry.message),
      ])
      return true
    }
    listing.finish(empty: "no incidents")
  }

  static func audit(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(format: format, columns: ["at", "actor", "verb", "object", "detail"])
    try store.auditLog(filter) { entry in
      listing.add([
        .text(entry.at.description), .text(entry.actor), .text(entry.verb), .text(entry.object),
        .raw(entry.detail),
      ])
      return true
    }
    listing.finish(empty: "nothing was done by hand")
  }

  static func deadLetters(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(format: format, columns: ["at", "origin", "code", "message", "length", "payload"])
    try store.deadLetters(filter) { entry in
      listing.add([
        .text(entry.letter.at.microseconds == 0 ? nil : entry.letter.at.description),
        .text(entry.letter.origin), .text(entry.letter.code),
        .text(entry.letter.message), .number(Int64(entry.letter.length)),
        .text(String(decoding: entry.letter.payload.prefix(2_000), as: UTF8.self)),
      ])
      return true
    }
    listing.finish(empty: "no dead letters")
  }

  static func runs(_ store: Store, _ filter: LogFilter, _ format: Listing.Format) throws {
    var listing = Listing(
      format: format, columns: ["run", "started", "workflow", "key", "status", "ended", "reason", "trigger"])
    try store.runs(filter) { run in
      listing.add([
        .text("r-\(run.number)"), .text(run.startedAt.description), .text(run.workflow), .text(run.key),
        .text(run.status.rawValue), .text(run.endedAt?.description), .text(run.reason),
        .text("d-\(run.trigger)"),
      ])
      return true
    }
    listing.finish(empty: "no runs")
  }
}
