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
      var decisions: [Decision] = []
      var said: String?
      do throws(ProcessingError) {
        decisions = try operate(request.operation, run: request.run)
        said = decisions.first?.record.errors.first.map { "\($0.code) \($0.message)" }
      } catch {
        // What cannot be done must not be asked for again and again.
        guard case .refused(let code, let message) = error else { throw error }
        said = "\(code) \(message)"
      }
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
      if let said {
        detail.key("error")
        detail.string(said)
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
