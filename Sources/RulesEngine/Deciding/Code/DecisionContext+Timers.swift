package import CEL

// MARK: Later

extension DecisionContext {
  /// Lets an event come at an instant; one for each key, so an earlier one of this definition and key makes way.
  ///
  /// A rule of the same family answers it. Its `time` is the instant.
  ///
  /// - Parameters:
  ///   - key: what it is about.
  ///   - type: the position of its type.
  ///   - wait: what the instant was computed from, and from where on: where a calendar changes, it is computed again.
  package func arm(
    key: String, at instant: Timestamp, _ type: Int, subject: String?,
    _ fields: [(name: String, value: Value)], wait: (length: Wait, from: Timestamp)? = nil
  ) throws(EvaluationError) {
    if origin.isShadow { return }
    // An event that comes of an event that comes of an event: its id must not grow with each of them.
    let origin = SHA256.hex(SHA256.digest(Array(actor.identity.emitted(next()).utf8))[..<8])
    let event = EventJSON.encode(
      id: "\(definition)/\(key)/\(origin)", type: rulebook.model.events[type].name, subject: subject,
      tenant: event.tenant, fields: fields)
    let timer = Timer(
      name: definition, key: key, fireAt: instant, event: event,
      spec: wait.map { $0.length.spec(from: $0.from) })
    try change { storage throws(StorageError) in try storage.arm(timer) }
  }

  /// Lets the event of a key no longer come.
  package func disarm(key: String) throws(EvaluationError) {
    if origin.isShadow { return }
    let name = definition
    try change { storage throws(StorageError) in _ = try storage.disarm(name: name, key: key) }
  }

  /// Says that nothing came of looking at the event: the definition does not count as having matched.
  package func pass() { effects.idle.insert(definition) }

  private func change(_ body: (any Storage) throws(StorageError) -> Void) throws(EvaluationError) {
    try actor.situation.knowledge.reading(body)
    effects.hasWritten = true
    effects.hasChangedTimers = true
  }
}
