internal import CEL
internal import Glibc
internal import RulesEngine
internal import Store

extension Service {
  /// Waits until there is something to do, and reads and writes what can be done at once.
  func wait() throws {
    var owners: [Client?] = []
    var waits = [pollfd(fd: control.readEnd, events: Int16(POLLIN), revents: 0)]
    owners.append(nil)
    if let listener {
      waits.append(pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0))
      owners.append(nil)
    }
    for client in clients {
      for wait in client.waits {
        waits.append(wait)
        owners.append(client)
      }
    }
    guard poll(&waits, nfds_t(waits.count), try milliseconds()) > 0 else { return }
    for (wait, owner) in zip(waits, owners) where wait.revents != 0 {
      if let owner {
        owner.handle(wait)
      } else if wait.fd == control.readEnd {
        control.clear()
      } else if let listener {
        clients += listener.accept(beside: clients.count, limit: engine.rulebook.limits.eventBytes)
      }
    }
  }

  /// How long nothing will be due. A folder is looked into now and then, and a clock may be set meanwhile.
  private func milliseconds() throws -> Int32 {
    guard !clients.contains(where: \.hasLine), !(spool?.isOpen ?? false), let now = engine.present else {
      return 0
    }
    var seconds = spool == nil ? 1.0 : 0.2
    for instant in [try engine.nextTimer(), try dispatcher.nextInstant(after: now)] {
      if let wait = instant?.since(now) { seconds = min(seconds, Double(wait.nanoseconds) / 1e9) }
    }
    if options.once { seconds = min(seconds, 0.05) }
    return Int32((max(seconds, 0) * 1_000).rounded(.up))
  }

  /// Looks for a changed rulebook, and takes over one that has been loaded.
  func reloadIfAsked() throws {
    if control.takeReload() { watch.load() }
    let seconds = EngineClock.monotonicSeconds()
    if seconds - lastLook >= 1 {
      lastLook = seconds
      watch.look()
    }
    switch watch.takeResult() {
    case nil: break
    case .good(let rulebook)?:
      guard rulebook.hash != engine.rulebook.hash else { return tell(.info, "reload-unchanged", []) }
      do {
        try engine.use(rulebook)
        counters.reloads += 1
        try remember("reloaded")
        tell(.info, "reloaded", [("rulebook", rulebook.hash)])
      } catch {
        // The tables do not fit: nothing has changed, and the rulebook before goes on deciding.
        guard error.kind == .schema || error.kind == .constraint else { throw error }
        try refuseReload(error.message)
      }
    case .bad(let findings)?: try refuseReload(findings)
    }
  }

  private func refuseReload(_ findings: String) throws {
    try remember("reload refused", findings)
    tell(.error, "reload-refused", [("kept", engine.rulebook.hash), ("findings", findings)])
  }

  /// Ends: nothing more is taken, what has come is committed and answered, handlers get some time to come back, and
  /// what is still out then goes back into the outbox.
  func drain() throws {
    listener = nil
    dispatcher.isDraining = true
    for client in clients { client.end() }
    let end = EngineClock.monotonicSeconds() + options.drainSeconds
    while EngineClock.monotonicSeconds() < end {
      try step()
      if dispatcher.inFlight == 0, clients.isEmpty { break }
      try waitBriefly()
    }
    if dispatcher.inFlight > 0, let now = engine.present {
      tell(.warning, "gave-back", [("actions", "\(dispatcher.inFlight)")])
      try engine.open()
      try dispatcher.giveBack(at: now)
      try commit()
    }
  }

  private func waitBriefly() throws {
    var owners: [Client] = []
    var waits = [pollfd(fd: control.readEnd, events: Int16(POLLIN), revents: 0)]
    for client in clients {
      for wait in client.waits {
        waits.append(wait)
        owners.append(client)
      }
    }
    guard poll(&waits, nfds_t(waits.count), 50) > 0 else { return }
    control.clear()
    for (wait, owner) in zip(waits.dropFirst(), owners) where wait.revents != 0 { owner.handle(wait) }
  }
}

// MARK: What people are told

extension Service {
  func tell(_ level: Note.Level, _ event: String, _ fields: [(name: String, value: String)]) {
    note(Note(level: level, event: event, fields: fields))
  }

  static func tell(_ note: (Note) -> Void, _ action: LeasedAction, _ outcome: AttemptOutcome) {
    let about = [
      ("action", action.action.name), ("key", action.action.key), ("attempt", "\(action.tries)"),
    ]
    switch outcome {
    case .delivered, .interrupted: break
    case .retry(let failure, let next):
      note(
        Note(
          level: .warning, event: "delivery-retried",
          fields: about + [("kind", failure.kind), ("message", failure.message), ("next", next.description)]))
    case .gaveUp(let failure, _):
      note(
        Note(
          level: .error, event: "delivery-given-up",
          fields: about + [("kind", failure.kind), ("message", failure.message)]))
    }
  }

  var statistics: [(name: String, value: String)] {
    let deliveries = dispatcher.counters
    return [
      ("events", "\(counters.events)"), ("duplicates", "\(counters.duplicates)"),
      ("refused", "\(counters.refused)"), ("decisions", "\(counters.decisions)"),
      ("timers", "\(counters.timers)"), ("delivered", "\(deliveries.delivered)"),
      ("retried", "\(deliveries.retried)"), ("given_up", "\(deliveries.givenUp)"),
    ]
  }

  /// Once a minute, when something happened in it.
  func tellStatistics() {
    let now = EngineClock.monotonicSeconds()
    guard now - lastStatistics >= 60 else { return }
    lastStatistics = now
    guard counters != reported else { return }
    reported = counters
    tell(.info, "statistics", statistics)
  }

  /// Keeps for `bylaw status` what the service is about.
  func remember(_ event: String, _ detail: String? = nil) throws(StorageError) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("event", event)
    writer.member("at", (engine.present ?? Timestamp(microseconds: 0)).description)
    writer.member("rulebook", engine.rulebook.hash)
    writer.key("process")
    writer.int(Int64(getpid()))
    if let detail { writer.member("detail", String(detail.prefix(10_000))) }
    writer.endObject()
    try engine.store.setNote(event.hasPrefix("reload") ? "serve.reload" : "serve", to: writer.text)
  }
}
