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
      if let asked = request.operation.detail {
        detail.key("asked")
        detail.raw(octets: asked)
      }
      if let refused = decisions.first?.record.errors.first {
        detail.key("error")
        detail.string("\(refused.code) \(refused.message)")
      }
      detail.endObject()
      try store.audit(
        AuditEntry(
          at: at, actor: request.actor, verb: "run.\(request.operation.name)",
          object: request.object, detail: detail.octets))
    }
  }
}

extension RunRequest {
  /// What it is about, as the audit log names it.
  fileprivate var object: String {
    if case .begin(let workflow, let event) = operation { return "\(workflow) d-\(event)" }
    return "r-\(run)"
  }
}
