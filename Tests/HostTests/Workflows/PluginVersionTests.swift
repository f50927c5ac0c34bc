import CEL
import Host
import RuleFiles
import RulesEngine
import Store
import TestSupport
import Testing

/// Runs that wait while the plugins change that their workflows use.
@Suite struct PluginVersionTests {
  /// A database that is opened with one version of the rulebook after the other.
  private final class Desk {
    let store: Store
    private var engine: Engine
    private var events = 0

    init(_ workflow: String, _ provides: String, version: String = "1.0.0", lua: String = Desk.lua) throws {
      let rulebook = try Desk.rulebook(workflow, provides, version, lua)
      store = try Store(
        path: ":memory:", model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
      engine = try Engine(rulebook: rulebook, store: store, clock: .events)
    }

    /// Decides by another version from here on.
    func use(_ workflow: String, _ provides: String?, version: String, lua: String = Desk.lua) throws {
      try engine.use(try Desk.rulebook(workflow, provides, version, lua))
    }

    /// Sends an event after what falls due before it; returns the actions and errors of all of it.
    @discardableResult
    func send(_ type: String, at time: String) throws -> [String] {
      events += 1
      try engine.open()
      let line = Shop.line(
        type, #"{"ticket_id":"t1"}"#, id: "e\(events)", at: "2026-03-02T\(time):00Z")
      let event = try engine.read(line)
      try engine.fireTimers(until: event.time) { _ in true }
      _ = try engine.process(event)
      return Desk.lines(try engine.commit())
    }

    func operate(_ operation: RunOperation) throws -> [String] {
      try engine.open()
      let decisions = try engine.operate(operation, run: 1)
      _ = try engine.commit()
      return Desk.lines(decisions)
    }

    private static func lines(_ decisions: [Decision]) -> [String] {
      decisions.flatMap { decision in
        decision.actionTexts + decision.record.errors.map { "\($0.code) \($0.message)" }
      }
    }

    var status: String { get throws { try store.run(1)?.status.rawValue ?? "none" } }

    /// `migration_conflict R0470 step/...` of what is open.
    var incidents: [String] {
      get throws {
        var lines: [String] = []
        try store.incidents(LogFilter(state: "open", newestFirst: false)) { entry in
          lines.append("\(entry.kind) \(entry.code) \(entry.path ?? "")")
          return true
        }
        return lines
      }
    }

    /// What the run did, with details.
    var trace: [String] {
      get throws {
        var steps: [String] = []
        try store.steps(run: 1) { step in
          let detail = step.detail.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
          steps.append((step.path.isEmpty ? "" : step.path + " ") + step.outcome + detail)
          return true
        }
        return steps
      }
    }

    static let lua = """
      return { desk = { level = function(n) return n + 1 end, name = function(n) return "level " .. n end } }
      """

    private static func rulebook(
      _ workflow: String, _ provides: String?, _ version: String, _ lua: String
    ) throws -> Rulebook {
      var scripts: [String: String] = [:]
      if let provides {
        scripts["plugins/desk/plugin.yaml"] = "plugin: desk\nversion: \(version)\nprovides:\n\(provides)\n"
        scripts["plugins/desk/main.lua"] = lua
      }
      return try Shop.rulebook(Tickets.model + workflow, scripts: scripts)
    }
  }

  private static let call = "  actions: { desk.call: { params: { to: string, minutes?: int } } }"
  private static let level = "  functions: { desk.level: { params: [int], returns: int } }"

  /// Waits an hour, and then asks for an action of the plugin.
  private static let calling = """
    workflow: w
    on: ticket.created
    on_error: [ { notify: { to: a, template: caught } } ]
    steps:
      - delay: 1h
      - { desk.call: { to: "${trigger.ticket_id}" } }
    """

  /// The same rulebook without the workflow: its runs go on as they began.
  private static let none = "rule: r\non: ping\ndo: [ { notify: { to: a, template: t } } ]"

  static let compatible: [(String, String?)] = [
    ("another version", call),
    (
      "a new optional parameter",
      "  actions: { desk.call: { params: { to: string, minutes?: int, room?: string } } }"
    ),
    (
      "another action is gone, and one has come",
      "  actions: { desk.write: { params: {} }, desk.call: { params: { to: string, minutes?: int } } }"
    ),
  ]

  @Test(arguments: compatible)
  func `what still fits goes on`(what: String, provides: String?) throws {
    let desk = try Desk(Self.calling, Self.call)
    try desk.send("ticket.created", at: "10:00")
    try desk.use(Self.none, provides, version: "1.1.0")
    #expect(
      try desk.send("ping", at: "11:00") == [#"desk.call {"to":"t1"}"#, #"notify {"to":"a","template":"t"}"#])
    #expect(try desk.status == "completed")
  }

  static let incompatible: [(String?, String)] = [
    (nil, "which is gone, and with it the action `desk.call`"),
    (level, "which is 2.0.0 now: the action `desk.call` is gone"),
    (
      "  actions: { desk.call: { params: { minutes?: int } } }",
      "which is 2.0.0 now: the action `desk.call` has no parameter `to` any more"
    ),
    (
      "  actions: { desk.call: { params: { to: int, minutes?: int } } }",
      "which is 2.0.0 now: parameter `to` of the action `desk.call` was string and is int"
    ),
    (
      "  actions: { desk.call: { params: { to: string, minutes: int } } }",
      "which is 2.0.0 now: parameter `minutes` of the action `desk.call` could be left out and has to be given"
    ),
    (
      "  actions: { desk.call: { params: { to: string, minutes?: int, room: string } } }",
      "which is 2.0.0 now: the action `desk.call` needs the new parameter `room`"
    ),
    (
      "  actions: { desk.call: { params: { to: { type: string, enum: [a, b] }, minutes?: int } } }",
      "which is 2.0.0 now: parameter `to` of the action `desk.call` was any text and is one of a, b"
    ),
  ]

  @Test(arguments: incompatible)
  func `what no longer fits is an incident, and goes on when the plugin is mended`(
    provides: String?, message: String
  ) throws {
    let desk = try Desk(Self.calling, Self.call)
    try desk.send("ticket.created", at: "10:00")
    try desk.use(Self.none, provides, version: "2.0.0")
    #expect(
      try desk.send("ping", at: "11:00") == [
        "R0470 steps/1: the run began with plugin `desk` 1.0.0, \(message)",
        #"notify {"to":"a","template":"t"}"#,
      ])
    #expect(try desk.status == "incident")
    #expect(try desk.incidents == ["migration_conflict R0470 steps/1"])
    // Nothing is better yet.
    #expect(try desk.operate(.retry).count == 1)
    #expect(try desk.incidents == ["migration_conflict R0470 steps/1"])
    try desk.use(Self.none, Self.call, version: "2.0.1")
    #expect(try desk.operate(.retry) == [#"desk.call {"to":"t1"}"#])
    #expect(try desk.status == "completed")
    #expect(try desk.incidents == [])
    #expect(try desk.trace.first == #"began {"plugins":{"desk":"1.0.0"}}"#)
  }

  @Test func `the runs of a workflow that did not change are no exception`() throws {
    // The value fits both types, so that the rulebook loads with both.
    let workflow = """
      workflow: w
      on: ticket.created
      steps:
        - delay: 1h
        - { desk.call: { to: 5 } }
      """
    let action = "  actions: { desk.call: { params: { to: int } } }"
    let desk = try Desk(workflow, action)
    try desk.send("ticket.created", at: "10:00")
    try desk.use(workflow, action.replacing("int", with: "decimal"), version: "1.0.0")
    try desk.send("ticket.created", at: "10:30")
    #expect(
      try desk.send("ping", at: "11:00") == [
        "R0470 steps/1: the run began with plugin `desk` 1.0.0, which is still 1.0.0: "
          + "parameter `to` of the action `desk.call` was int and is decimal"
      ])
  }

  @Test func `a function that takes something else now`() throws {
    let workflow = """
      workflow: w
      on: ticket.created
      steps:
        - wait_for: ticket.replied
          where: event.ticket_id == trigger.ticket_id && desk.level(1) == 2
          timeout: 2h
        - notify: { to: a, template: "${string(desk.level(1))}" }
      """
    let desk = try Desk(workflow, Self.level)
    try desk.send("ticket.created", at: "10:00")
    try desk.use(
      Self.none, "  functions: { desk.level: { params: [string], returns: string } }", version: "2.0.0")
    let message =
      "the run began with plugin `desk` 1.0.0, which is 2.0.0 now: the function `desk.level` was (int): int and is (string): string"
    #expect(try desk.send("ticket.replied", at: "10:30") == ["R0470 steps/0: \(message)"])
    #expect(try desk.incidents == ["migration_conflict R0470 steps/0"])
    try desk.use(Self.none, Self.level, version: "2.0.1")
    // The event that came meanwhile is not lost.
    #expect(try desk.operate(.retry) == [#"notify {"to":"a","template":"2"}"#])
    #expect(try desk.status == "completed")
  }

  @Test func `what a comment names does no harm`() throws {
    let desk = try Desk(
      "# desk.level and desk.call are not used\n"
        + Self.calling.replacing("desk.call: { to:", with: "notify: { template: t, to:"),
      Self.call + "\n" + Self.level)
    try desk.send("ticket.created", at: "10:00")
    try desk.use(Self.none, nil, version: "2.0.0")
    #expect(try desk.send("ping", at: "11:00").first == #"notify {"template":"t","to":"t1"}"#)
  }

  @Test func `what plugins declared is kept with the workflow`() throws {
    let desk = try Desk(Self.calling, Self.call)
    try desk.send("ticket.created", at: "10:00")
    let kept = try #require(try desk.store.openWorkflows().first)
    // `migrate` names a version by its documents, whatever plugins it was loaded with.
    let plain = try Desk(Self.calling, "  actions: { desk.call: { params: { to: string } } }", version: "9")
    try plain.send("ticket.created", at: "10:00")
    let other = try #require(try plain.store.openWorkflows().first)
    #expect(kept.hash != other.hash && kept.hash.prefix(64) == other.hash.prefix(64))
    #expect(kept.plugins.map { "\($0.name) \($0.version)" } == ["desk 1.0.0"])
    #expect(
      kept.plugins[0].signatures == [
        PluginSignature(
          kind: .action, name: "desk.call",
          parameters: [
            EventField(name: "to", type: FieldType(.string)),
            EventField(name: "minutes", type: FieldType(.int, isOptional: true)),
          ])
      ])
  }
}
