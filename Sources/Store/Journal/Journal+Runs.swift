import CEL
import RulesEngine

extension Journal {
  func addRun(_ run: RunRecord) throws(StorageError) -> Int64 {
    let workflow = try id(of: run.workflow)
    let add = try statement(.addRun)
    add.bind(workflow, at: 1)
    add.bind(run.key, at: 2)
    add.bind(run.status.rawValue, at: 3)
    add.bind(run.reason, at: 4)
    add.bind(run.hash, at: 5)
    add.bind(run.trigger, at: 6)
    add.bind(run.identity, at: 7)
    add.bind(utf8: run.state, at: 8)
    add.bind(run.startedAt.microseconds, at: 9)
    add.bind(run.endedAt?.microseconds, at: 10)
    add.bind(run.caller?.run, at: 11)
    add.bind(run.caller.map { Int64($0.token) }, at: 12)
    try add.run()
    return database.lastInsertedID
  }

  func updateRun(_ run: RunRecord) throws(StorageError) {
    let update = try statement(.updateRun)
    update.bind(run.number, at: 1)
    update.bind(run.status.rawValue, at: 2)
    update.bind(run.reason, at: 3)
    update.bind(utf8: run.state, at: 4)
    update.bind(run.endedAt?.microseconds, at: 5)
    update.bind(run.hash, at: 6)
    try update.run()
  }

  func run(_ number: Int64) throws(StorageError) -> RunRecord? {
    let find = try statement(.findRun)
    defer { find.reset() }
    find.bind(number, at: 1)
    guard try find.step() else { return nil }
    return try Self.run(find, database.path)
  }

  static func run(_ row: Statement, _ path: String) throws(StorageError) -> RunRecord {
    guard let status = RunRecord.Status(rawValue: row.text(3)) else {
      throw .damaged(path, "the run \(row.integer(0)) has the unknown status `\(row.text(3))`")
    }
    var run = RunRecord(
      workflow: row.text(1), key: row.text(2), hash: row.text(5), trigger: row.integer(6),
      identity: row.text(7), status: status, state: row.octets(8),
      startedAt: Timestamp(microseconds: row.integer(9)))
    run.number = row.integer(0)
    run.reason = row.optionalText(4)
    run.endedAt = row.optionalInteger(10).map { Timestamp(microseconds: $0) }
    if let caller = row.optionalInteger(11), let token = row.optionalInteger(12) {
      run.caller = (caller, Int(token))
    }
    return run
  }

  func openRuns(workflow: String, key: String) throws(StorageError) -> [Int64] {
    guard let workflow = try existingID(of: workflow) else { return [] }
    let find = try statement(.openRuns)
    find.bind(workflow, at: 1)
    find.bind(key, at: 2)
    return try numbers(find)
  }

  func runs(of workflow: String, trigger: Int64) throws(StorageError) -> [Int64] {
    guard let workflow = try existingID(of: workflow) else { return [] }
    let find = try statement(.runsOfTrigger)
    find.bind(workflow, at: 1)
    find.bind(trigger, at: 2)
    return try numbers(find)
  }

  func numbers(_ find: Statement) throws(StorageError) -> [Int64] {
    defer { find.reset() }
    var numbers: [Int64] = []
    while try find.step() { numbers.append(find.integer(0)) }
    return numbers
  }

  // MARK: Waits

  func addWait(_ wait: RunWait) throws(StorageError) {
    let (event, expression) = (try id(of: wait.event), try id(of: wait.expression))
    let add = try statement(.addWait)
    add.bind(event, at: 1)
    add.bind(expression, at: 2)
    add.bind(wait.value, at: 3)
    add.bind(wait.run, at: 4)
    add.bind(Int64(wait.token), at: 5)
    try add.run()
  }

  func removeWaits(run: Int64, token: Int?) throws(StorageError) {
    let remove = try statement(.removeWaits)
    remove.bind(run, at: 1)
    remove.bind(token.map(Int64.init), at: 2)
    try remove.run()
  }

  func waits(event: String, expression: String, value: String) throws(StorageError) -> [RunWait] {
    guard let eventID = try existingID(of: event), let expressionID = try existingID(of: expression) else {
      return []
    }
    let find = try statement(.findWaits)
    defer { find.reset() }
    find.bind(eventID, at: 1)
    find.bind(expressionID, at: 2)
    find.bind(value, at: 3)
    var waits: [RunWait] = []
    while try find.step() {
      waits.append(
        RunWait(
          run: find.integer(0), token: Int(find.integer(1)), event: event, expression: expression,
          value: value))
    }
    return waits
  }

  func correlate(event number: Int64, type: String, expression: String, value: String) throws(StorageError) {
    let (type, expression) = (try id(of: type), try id(of: expression))
    let add = try statement(.correlate)
    add.bind(type, at: 1)
    add.bind(expression, at: 2)
    add.bind(value, at: 3)
    add.bind(number, at: 4)
    try add.run()
  }

  func correlated(
    type: String, expression: String, value: String, after number: Int64
  ) throws(StorageError) -> [Int64] {
    guard let type = try existingID(of: type), let expression = try existingID(of: expression) else {
      return []
    }
    let find = try statement(.correlated)
    find.bind(type, at: 1)
    find.bind(expression, at: 2)
    find.bind(value, at: 3)
    find.bind(number, at: 4)
    return try numbers(find)
  }

  func event(_ number: Int64) throws(StorageError) -> InboxEvent? {
    let find = try statement(.inboxEvent)
    defer { find.reset() }
    find.bind(number, at: 1)
    return try find.step() ? Store.event(find).event : nil
  }

  // MARK: Steps and incidents

  func addStep(_ step: RunStep) throws(StorageError) {
    let add = try statement(.addStep)
    add.bind(step.run, at: 1)
    add.bind(step.decision, at: 2)
    add.bind(step.at.microseconds, at: 3)
    add.bind(step.path, at: 4)
    add.bind(step.outcome, at: 5)
    if let detail = step.detail { add.bind(utf8: detail, at: 6) } else { add.bindNull(at: 6) }
    try add.run()
  }

  func openIncident(_ incident: RunIncident) throws(StorageError) -> Int64 {
    let by = try id(of: incident.by)
    let add = try statement(.addRunIncident)
    add.bind(incident.kind, at: 1)
    add.bind(incident.decision, at: 2)
    add.bind(by, at: 3)
    add.bind(incident.code, at: 4)
    add.bind(incident.message, at: 5)
    add.bind(incident.at.microseconds, at: 6)
    add.bind(incident.run, at: 7)
    add.bind(Int64(incident.token), at: 8)
    add.bind(incident.path, at: 9)
    try add.run()
    return database.lastInsertedID
  }

  func closeIncident(_ number: Int64, as status: String, at: Timestamp) throws(StorageError) {
    let close = try statement(.closeIncident)
    close.bind(number, at: 1)
    close.bind(status, at: 2)
    close.bind(at.microseconds, at: 3)
    try close.run()
  }

  func openIncidents(run: Int64) throws(StorageError) -> [Int64] {
    let find = try statement(.openIncidents)
    find.bind(run, at: 1)
    return try numbers(find)
  }

  func removeTimers(name: String, keyPrefix: String) throws(StorageError) {
    guard let name = try existingID(of: name) else { return }
    let remove = try statement(.removeTimers)
    remove.bind(name, at: 1)
    remove.bind(keyPrefix, at: 2)
    // `0` comes directly after the `/` that the prefix ends with.
    remove.bind(keyPrefix.dropLast() + "0", at: 3)
    try remove.run()
  }
}

// MARK: Pinned workflows

extension Journal {
  /// Keeps the workflows of a rulebook, and forgets those that no open run needs.
  func remember(_ workflows: [PinnedWorkflow]) throws(StorageError) {
    try statement(.forgetWorkflows).run()
    for workflow in workflows {
      var writer = JSONWriter()
      writer.beginArray()
      for document in workflow.documents {
        writer.beginArray()
        writer.string(document.path)
        writer.string(document.text)
        writer.endArray()
      }
      if !workflow.plugins.isEmpty {
        writer.beginObject()
        writer.key("plugins")
        PluginUse.write(workflow.plugins, to: &writer)
        writer.endObject()
      }
      writer.endArray()
      let add = try statement(.rememberWorkflow)
      add.bind(workflow.hash, at: 1)
      add.bind(utf8: writer.octets, at: 2)
      try add.run()
    }
  }

  func openWorkflows() throws(StorageError) -> [PinnedWorkflow] {
    let find = try statement(.openWorkflows)
    defer { find.reset() }
    var workflows: [PinnedWorkflow] = []
    while try find.step() {
      let kept = try? JSON(parsing: find.octets(1), maxDepth: 8, maxBytes: 64 << 20)
      let documents = (kept?.arrayValue ?? []).compactMap { pair -> SourceFile? in
        guard let path = pair.arrayValue?.first?.stringValue, let text = pair.arrayValue?.last?.stringValue
        else { return nil }
        return SourceFile(path: path, text: text)
      }
      let plugins = kept?.arrayValue?.last?["plugins"]?.arrayValue ?? []
      workflows.append(
        PinnedWorkflow(
          hash: find.text(0), documents: documents, plugins: plugins.compactMap { PluginUse($0) }))
    }
    return workflows
  }
}

// MARK: What people asked for

extension Journal {
  func addRequest(_ request: RunRequest) throws(StorageError) {
    let add = try statement(.addRequest)
    add.bind(request.run, at: 1)
    add.bind(request.operation.name, at: 2)
    add.bind(request.actor, at: 3)
    add.bind(request.reason, at: 4)
    add.bind(request.at.microseconds, at: 5)
    if let detail = request.operation.detail { add.bind(utf8: detail, at: 6) } else { add.bindNull(at: 6) }
    try add.run()
  }

  func openRequests() throws(StorageError) -> [RunRequest] {
    let find = try statement(.openRequests)
    defer { find.reset() }
    var requests: [RunRequest] = []
    while try find.step() {
      let detail = find.isNull(6) ? nil : find.octets(6)
      guard let operation = RunOperation(name: find.text(2), detail: detail) else { continue }
      requests.append(
        RunRequest(
          number: find.integer(0), run: find.integer(1), operation: operation, actor: find.text(3),
          reason: find.text(4), at: Timestamp(microseconds: find.integer(5))))
    }
    return requests
  }

  func endRequest(_ number: Int64, at now: Timestamp) throws(StorageError) {
    let end = try statement(.endRequest)
    end.bind(number, at: 1)
    end.bind(now.microseconds, at: 2)
    try end.run()
  }
}
