internal import CEL

/// What a person may do with a run.
public enum RunOperation: Sendable, Equatable {
  /// The step that failed is tried again.
  case retry
  /// The step that failed is passed over.
  case skip
  /// The run ends as failed; what it did is undone.
  case fail
  /// The run ends; what it did is undone.
  case cancel
  /// The run ends at once; nothing is undone.
  case kill
  /// Another run begins with the event that triggered this one, which is cancelled where it is open.
  case rerun
  /// The run goes on with the version of its workflow that has this hash, as the `migrate` of that version says.
  case migrate(to: String)
  /// A variable gets another value, written as in an event: `12.50`, `2026-11-21T10:00:00Z`, `premium`.
  case set(variable: String, to: String)
  /// A workflow begins for an event of the journal, unless it did so before.
  case begin(workflow: String, event: Int64)

  /// Those that say nothing but what is to be done.
  public static let simple: [RunOperation] = [.cancel, .kill, .fail, .retry, .skip, .rerun]

  /// The word for it.
  public var name: String {
    switch self {
    case .retry: "retry"
    case .skip: "skip"
    case .fail: "fail"
    case .cancel: "cancel"
    case .kill: "kill"
    case .rerun: "rerun"
    case .migrate: "migrate"
    case .set: "set"
    case .begin: "begin"
    }
  }

  /// What else it says, by name.
  private var details: [(name: String, value: String)] {
    switch self {
    case .migrate(let hash): [("to", hash)]
    case .set(let variable, let value): [("variable", variable), ("value", value)]
    case .begin(let workflow, let event): [("workflow", workflow), ("event", String(event))]
    default: []
    }
  }

  /// What it says beside its name, as a JSON object; nil where that is nothing.
  public var detail: [UInt8]? {
    guard !details.isEmpty else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in details {
      writer.key(name)
      writer.string(value)
    }
    writer.endObject()
    return writer.octets
  }

  /// Reads what was kept; nil where it is not known.
  public init?(name: String, detail: [UInt8]?) {
    if let simple = Self.simple.first(where: { $0.name == name }) {
      self = simple
      return
    }
    guard let detail, let tree = try? JSON(parsing: detail, maxDepth: 2, maxBytes: 1 << 20) else {
      return nil
    }
    func text(_ name: String) -> String? { tree[name]?.stringValue }
    switch name {
    case "migrate":
      guard let hash = text("to") else { return nil }
      self = .migrate(to: hash)
    case "set":
      guard let variable = text("variable"), let value = text("value") else { return nil }
      self = .set(variable: variable, to: value)
    case "begin":
      guard let workflow = text("workflow"), let event = text("event").flatMap(Int64.init) else { return nil }
      self = .begin(workflow: workflow, event: event)
    default: return nil
    }
  }
}
