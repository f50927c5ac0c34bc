internal import CEL
internal import RulesEngine
internal import Store

extension Engine {
  /// Whether people asked for something to be done with runs.
  public var hasRequests: Bool { get throws(StorageError) { try !store.openRequests().isEmpty } }

  /// Does with runs what people asked for, in the open batch; who asked and why is kept in the audit log.
  public func performRequests() throws {
    for request in try store.openRequests() {
      let at = present ?? now ?? request.at
      let decisions = try operate(request.operation, run: request.run)
      try store.endRequest(request.number, at: at)
      var detail = JSONWriter()
      detail.beginObject()
      detail.key("reason")
      detail.string(request.reason)
      detail.key("decisions")
      detail.beginArray()
      for decision in decisions { detail.string(decision.id) }
      detail.endArray()
      detail.endObject()
      try store.audit(
        AuditEntry(
          at: at, actor: request.actor, verb: "run.\(request.operation.rawValue)",
          object: "r-\(request.run)", detail: detail.octets))
    }
  }
}
