internal import CEL
internal import RulesEngine
internal import Store

extension Service {
  /// A client gets so many lines processed before it is another one's turn.
  private static let share = 64

  /// Processes lines that have come, until none is left or the batch is full.
  func takeLines() throws {
    var isLeft = true
    while isLeft, !engine.isBatchFull || !engine.isOpen {
      isLeft = false
      for _ in clients.indices {
        turn = (turn + 1) % clients.count
        let client = clients[turn]
        for _ in 0..<Self.share {
          guard let line = client.nextLine() else { break }
          isLeft = true
          try take(line, from: client)
        }
        if engine.isOpen, engine.isBatchFull { return }
      }
      if try takeFromSpool() { isLeft = true }
    }
  }

  private func take(_ line: LineReader.Line, from client: Client) throws {
    guard !line.isBlank else { return }
    let answer = try process(line, from: client.name)
    client.pending += 1
    answers.append((client, answer.json))
  }

  /// What is said to a line.
  enum Answer {
    case decided(id: String, decision: String)
    case duplicate(id: String)
    case refused(id: String?, code: String, message: String)

    var json: String {
      var writer = JSONWriter()
      writer.beginObject()
      switch self {
      case .decided(let id, let decision):
        writer.member("id", id)
        writer.member("decision", decision)
      case .duplicate(let id):
        writer.member("id", id)
        writer.key("duplicate")
        writer.bool(true)
      case .refused(let id, let code, let message):
        if let id { writer.member("id", id) }
        writer.key("error")
        writer.beginObject()
        writer.member("code", code)
        writer.member("message", message)
        writer.endObject()
      }
      writer.endObject()
      return writer.text
    }
  }

  /// Processes one line in the open batch.
  func process(_ line: LineReader.Line, from origin: String) throws -> Answer {
    try engine.open()
    do {
      let limits = engine.rulebook.limits
      if line.length > limits.eventBytes { throw ProcessingError.tooLong(line.length, limits) }
      let event = try engine.read(line.bytes)
      try fireTimers(until: engine.instant(for: event))
      switch try engine.process(event) {
      case .duplicate:
        counters.duplicates += 1
        return .duplicate(id: event.id)
      case .decided(let decisions):
        counters.events += 1
        return .decided(id: event.id, decision: decisions.first?.id ?? "")
      }
    } catch let error as ProcessingError {
      guard case .refused(let code, let message) = error else { throw error.storage ?? error }
      counters.refused += 1
      try engine.park(
        line.letter(code, message, from: origin, at: engine.present ?? Timestamp(microseconds: 0)))
      tell(.warning, "refused", [("from", "\(origin):\(line.number)"), ("code", code), ("message", message)])
      let id = (try? JSON(parsing: line.bytes, maxDepth: 64, maxBytes: 1 << 20))?["id"]?.stringValue
      return .refused(id: id, code: code, message: message)
    }
  }

  /// Processes lines of the file at hand; false when there is none.
  private func takeFromSpool() throws -> Bool {
    guard let spool, !isStopping || spool.isOpen else { return false }
    do {
      guard try spool.isOpen || spool.openNext(limit: engine.rulebook.limits.eventBytes) else { return false }
      for _ in 0..<Self.share {
        guard let line = try spool.nextLine() else {
          try putAway(spool)
          return true
        }
        if line.isBlank { continue }
        switch try process(line, from: spool.origin) {
        case .decided: spool.counts.events += 1
        case .duplicate: spool.counts.duplicates += 1
        case .refused: spool.counts.refused += 1
        }
        if engine.isBatchFull { break }
      }
      return true
    } catch let error as LineReader.Failure {
      tell(.error, "spool-file-failed", [("file", spool.origin), ("message", error.message)])
      return true
    }
  }

  /// A file is moved away after everything in it is durable.
  private func putAway(_ spool: Spool) throws {
    try commit()
    let place = spool.finish()
    tell(
      place == nil ? .error : .info, "spool-file",
      [
        ("file", spool.origin), ("events", "\(spool.counts.events)"),
        ("duplicates", "\(spool.counts.duplicates)"), ("refused", "\(spool.counts.refused)"),
        ("moved_to", place ?? "nowhere: it cannot be moved and is not read again"),
      ])
  }
}

extension ProcessingError {
  /// The failure of the store, if it is one.
  var storage: StorageError? {
    if case .storage(let error) = self { return error }
    return nil
  }
}

extension JSONWriter {
  mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }
}
