internal import CEL

/// What would have woken a run whose definition can no longer be carried out. It is kept in the run's state, and
/// counts as soon as the definition fits again.
enum MissedWake: Equatable {
  case timer(token: Int)
  /// An event that the run may have waited for, found by this expression; a negative token is one that cancels.
  case event(Int64, token: Int, expression: String)
  case action(key: String, status: String, result: [UInt8]?)

  /// The member of a state that they are kept under.
  static let member = "missed"

  var json: JSON {
    switch self {
    case .timer(let token): ["timer": .number(String(token))]
    case .event(let number, let token, let expression):
      ["event": .number(String(number)), "token": .number(String(token)), "by": .string(expression)]
    case .action(let key, let status, let result):
      [
        "action": .string(key), "status": .string(status),
        "result": result.flatMap { try? JSON(parsing: $0, maxDepth: 64, maxBytes: 1 << 20) } ?? .null,
      ]
    }
  }

  init?(_ tree: JSON) {
    if let token = tree["timer"]?.intValue {
      self = .timer(token: Int(token))
    } else if let number = tree["event"]?.intValue, let token = tree["token"]?.intValue {
      self = .event(number, token: Int(token), expression: tree["by"]?.stringValue ?? "")
    } else if let key = tree["action"]?.stringValue, let status = tree["status"]?.stringValue {
      let result = tree["result"].flatMap { $0 == .null ? nil : Array($0.text.utf8) }
      self = .action(key: key, status: status, result: result)
    } else {
      return nil
    }
  }
}

extension RunRecord {
  /// Its state, as far as it can be read without its definition.
  var tree: JSON? { try? JSON(parsing: state, maxDepth: 64, maxBytes: 64 << 20) }

  /// Whether its definition could not be carried out when it was to go on.
  var isStranded: Bool { tree?[MissedWake.member] != nil }

  /// Adds what it missed to its state, which cannot be read otherwise without its definition.
  mutating func add(missed wake: MissedWake?) {
    guard var members = tree?.objectValue else { return }
    var all = members.first { $0.name == MissedWake.member }?.value.arrayValue ?? []
    if let wake, all.count < Self.mostMissed { all.append(wake.json) }
    members.removeAll { $0.name == MissedWake.member }
    members.append(JSON.Member(MissedWake.member, .array(all)))
    state = Array(JSON.object(members).text.utf8)
  }

  /// More than this a stranded run does not remember.
  private static var mostMissed: Int { 1_000 }
}
