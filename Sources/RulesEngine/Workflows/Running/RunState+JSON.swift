internal import CEL

extension RunState {
  /// The state as compact JSON, the same for the same state.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("next")
    writer.int(Int64(next))
    writer.key("tokens")
    writer.beginArray()
    for token in tokens { token.write(to: &writer) }
    writer.endArray()
    writer.members("out", outputs) { $1.write(to: &$0) }
    if variables.contains(where: { $0 != nil }) {
      writer.key("vars")
      writer.beginArray()
      for value in variables { writer.write(value ?? .null) }
      writer.endArray()
    }
    if !done.isEmpty {
      writer.key("done")
      writer.beginArray()
      for undoable in done {
        writer.beginArray()
        writer.int(Int64(undoable.step))
        writer.string(undoable.place)
        if let asked = undoable.asked { writer.string(asked) }
        writer.endArray()
      }
      writer.endArray()
    }
    if phase != .forward {
      writer.key("phase")
      writer.string(phase.rawValue)
    }
    if let failure {
      writer.key("failure")
      failure.write(to: &writer)
    }
    writer.members("taken", taken) { $0.int($1) }
    if let missed {
      writer.key(MissedWake.member)
      writer.write(JSON.array(missed.map(\.json)))
    }
    writer.endObject()
    return writer.octets
  }

  /// Reads a state back; nil where it does not fit the plan.
  init?(_ octets: [UInt8], _ plan: WorkflowPlan, _ typed: TypedReader) {
    guard let tree = try? JSON(parsing: octets, maxDepth: 64, maxBytes: 64 << 20),
      let next = tree["next"]?.intValue, let tokens = tree["tokens"]?.arrayValue
    else { return nil }
    self.next = Int(next)
    self.tokens = tokens.compactMap { RunToken($0, plan, typed) }
    guard self.tokens.count == tokens.count else { return nil }
    for member in tree["out"]?.objectValue ?? [] { outputs[member.name] = StepOutput(member.value) }
    let values = tree["vars"]?.arrayValue ?? []
    variables = plan.variables.enumerated().map { position, variable in
      position < values.count ? typed.value(variable.type, values[position]) : nil
    }
    done = (tree["done"]?.arrayValue ?? []).compactMap { entry in
      guard let parts = entry.arrayValue, parts.count > 1, let step = parts[0].intValue,
        let place = parts[1].stringValue, plan.steps.indices.contains(Int(step))
      else { return nil }
      return Undoable(step: Int(step), place: place, asked: parts.count > 2 ? parts[2].stringValue : nil)
    }
    phase = tree["phase"]?.stringValue.flatMap(Phase.init) ?? .forward
    failure = tree["failure"].flatMap(RunFailure.init)
    for member in tree["taken"]?.objectValue ?? [] { taken[member.name] = member.value.intValue }
    missed = tree[MissedWake.member]?.arrayValue.map { $0.compactMap(MissedWake.init) }
  }
}

extension RunToken {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.int(Int64(id))
    if let parent {
      writer.key("parent")
      writer.int(Int64(parent))
    }
    writer.key("at")
    writer.beginArray()
    for position in stack { position.write(to: &writer) }
    writer.endArray()
    if let wait { wait.write(to: &writer) }
    if let since {
      writer.key("since")
      writer.beginArray()
      writer.int(since.at.microseconds)
      writer.int(since.decision)
      writer.endArray()
    }
    if let failure {
      writer.key("failure")
      failure.write(to: &writer)
    }
    if retries > 0 {
      writer.key("retries")
      writer.int(Int64(retries))
    }
    writer.endObject()
  }

  fileprivate init?(_ tree: JSON, _ plan: WorkflowPlan, _ typed: TypedReader) {
    guard let id = tree["id"]?.intValue, let stack = tree["at"]?.arrayValue else { return nil }
    self.id = Int(id)
    parent = tree["parent"]?.intValue.map(Int.init)
    self.stack = []
    for entry in stack {
      guard let position = RunPosition(entry, after: self.stack.last, plan, typed) else { return nil }
      self.stack.append(position)
    }
    wait = Wait(tree)
    if let since = tree["since"]?.arrayValue, let at = since.first?.intValue,
      let number = since.last?.intValue
    {
      self.since = (Timestamp(microseconds: at), number)
    }
    failure = tree["failure"].flatMap(RunFailure.init)
    retries = Int(tree["retries"]?.intValue ?? 0)
  }
}

extension RunToken.Wait {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.key("wait")
    switch self {
    case .event: writer.string("event")
    case .delay: writer.string("delay")
    case .join(let count):
      writer.string("join")
      writer.key("count")
      writer.int(Int64(count))
    case .action(let key):
      writer.string("action")
      writer.key("key")
      writer.string(key)
    case .run(let number):
      writer.string("run")
      writer.key("number")
      writer.int(number)
    case .incident(let number):
      writer.string("incident")
      writer.key("number")
      writer.int(number)
    }
  }

  fileprivate init?(_ tree: JSON) {
    switch tree["wait"]?.stringValue {
    case "event": self = .event
    case "delay": self = .delay
    case "join": self = .join(Int(tree["count"]?.intValue ?? 1))
    case "action": self = .action(tree["key"]?.stringValue ?? "")
    case "run": self = .run(tree["number"]?.intValue ?? 0)
    case "incident": self = .incident(tree["number"]?.intValue ?? 0)
    default: return nil
    }
  }
}

extension RunPosition {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginArray()
    writer.int(Int64(sequence))
    writer.int(Int64(next))
    if let round { writer.int(Int64(round)) }
    if let items { writer.write(.list(List(items))) }
    writer.endArray()
  }

  fileprivate init?(_ tree: JSON, after outer: RunPosition?, _ plan: WorkflowPlan, _ typed: TypedReader) {
    guard let parts = tree.arrayValue, parts.count >= 2, let sequence = parts[0].intValue,
      let next = parts[1].intValue, plan.sequences.indices.contains(Int(sequence))
    else { return nil }
    self.init(sequence: Int(sequence), next: Int(next))
    guard parts.count > 2 else { return }
    round = parts[2].intValue.map(Int.init)
    guard parts.count > 3, let outer, let loop = plan.loop(at: outer),
      case .forEach(_, _, let element) = loop.kind,
      let items = parts[3].arrayValue
    else { return }
    self.items = items.map { typed.value(element, $0) ?? .null }
  }
}

extension StepOutput {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer)
    writer.key("decision")
    writer.int(decision)
    writer.endObject()
  }

  /// What it says of itself, in a state and in a trace.
  func writeMembers(to writer: inout JSONWriter) {
    switch self {
    case .wait(let event, let timedOut, let waited, _):
      if let event {
        writer.key("event")
        writer.int(event)
      }
      writer.key("timed_out")
      writer.bool(timedOut)
      writer.key("waited")
      writer.string(waited.description)
    case .outcome(let status, let result, _):
      writer.key("status")
      writer.string(status)
      if let result {
        writer.key("result")
        writer.raw(String(decoding: result, as: UTF8.self))
      }
    case .done: break
    }
  }

  fileprivate init?(_ tree: JSON) {
    let decision = tree["decision"]?.intValue ?? 0
    if let timedOut = tree["timed_out"]?.boolValue {
      let waited = tree["waited"]?.stringValue.flatMap { Duration($0) } ?? .zero
      self = .wait(event: tree["event"]?.intValue, timedOut: timedOut, waited: waited, decision: decision)
    } else if let status = tree["status"]?.stringValue {
      self = .outcome(status: status, result: tree["result"].map { Array($0.text.utf8) }, decision: decision)
    } else {
      self = .done(decision: decision)
    }
  }
}

extension RunFailure {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, text) in [("code", code), ("message", message), ("path", path)] {
      writer.key(name)
      writer.string(text)
    }
    writer.endObject()
  }

  fileprivate init?(_ tree: JSON) {
    guard let code = tree["code"]?.stringValue, let message = tree["message"]?.stringValue else { return nil }
    self.init(code: code, message: message, path: tree["path"]?.stringValue ?? "")
  }
}

extension WorkflowPlan {
  /// The loop whose step is at hand at a place.
  func loop(at position: RunPosition) -> LoopPlan? {
    let steps = sequences[position.sequence]
    guard steps.indices.contains(position.next), case .loop(let loop) = self.steps[steps[position.next]].body
    else { return nil }
    return loop
  }
}

extension JSONWriter {
  /// An object by sorted names, left out where it is empty.
  fileprivate mutating func members<Member>(
    _ name: String, _ members: [String: Member], _ write: (inout JSONWriter, Member) -> Void
  ) {
    guard !members.isEmpty else { return }
    key(name)
    beginObject()
    for (name, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      key(name)
      write(&self, member)
    }
    endObject()
  }
}

extension TypedReader {
  /// A value as the type it was kept with; nil for null or what does not fit.
  func value(_ type: ValueType, _ tree: JSON) -> Value? {
    let octets = Array(tree.text.utf8)
    return octets.withUnsafeBytes { buffer in
      guard var reader = try? JSONReader(buffer) else { return nil }
      return try? read(type, from: &reader)
    }
  }

  /// A value as a person writes it: text as it is, everything else as in an event.
  func value(_ type: ValueType, written text: String) -> Value? {
    if type == .string { return .string(text) }
    if let tree = try? JSON(parsing: Array(text.utf8), maxDepth: 16, maxBytes: 1 << 20),
      let value = value(type, tree)
    {
      return value
    }
    return value(type, .string(text))
  }
}
