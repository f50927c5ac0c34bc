import CEL
import FoundationEssentials
import Host
import RuleFiles
import RulesEngine
import TestSupport
import Testing

/// What plugins add beside functions and kinds: actions they carry out, checks, scorers.
@Suite struct PluginActionTests {
  private static func folder(_ files: [String: String]) throws -> String {
    let root = FileManager.default.temporaryDirectory.appending(path: "bylaw-\(UUID().uuidString)").path()
    for (path, text) in files {
      let full = "\(root)/\(path)"
      let parent = full.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
        separator: "/")
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try text.write(toFile: full, atomically: true, encoding: .utf8)
    }
    return root
  }

  private static let sms = [
    "plugins/sms/plugin.yaml": """
    plugin: sms
    version: 1.0.0
    provides:
      actions:
        sms.send: { params: { to: string, text: string, cost?: money, at?: timestamp }, idempotent: true }
        sms.later: { params: {} }
    """,
    "plugins/sms/main.lua": """
    return {
      actions = { sms = { send = function(arguments, delivery)
        if arguments.to == "busy" then
          return { error = "busy", message = "the line is busy", transient = true, retry_after = 30 }
        end
        if arguments.to == "wrong" then return { error = "invalid_number" } end
        if arguments.to == "crash" then return arguments.nobody.x end
        return { to = arguments.to, key = delivery.key, attempt = delivery.attempt, cost = arguments.cost, kind = kind(arguments.at) }
      end } },
    }
    """,
  ]

  private static func deliver(_ arguments: String) async throws -> String {
    let root = try folder(sms)
    defer { try? FileManager.default.removeItem(atPath: root) }
    let handlers = try PluginActions.handlers(folder: root)
    #expect(handlers.names == ["sms.send"])
    let action = OutboxAction(
      name: "sms.send", arguments: Array(arguments.utf8), key: "k1", by: "rule/r", subject: "c1")
    do {
      let outcome = try await #require(handlers["sms.send"]).deliver(Delivery(action: action, attempt: 2))
      var writer = JSONWriter()
      writer.write(outcome ?? .null)
      return writer.text
    } catch let failure as DeliveryFailure {
      let wait = failure.retryAfter.map { " after \($0)" } ?? ""
      return "\(failure.isTransient ? "transient" : "permanent") \(failure.kind): \(failure.message)\(wait)"
    }
  }

  @Test(arguments: [
    (
      #"{"to":"+1","text":"hi","cost":{"amount":"0.05","currency":"USD"},"at":"2026-01-01T00:00:00Z"}"#,
      #"{"attempt":2,"cost":{"amount":"0.05","currency":"USD"},"key":"k1","kind":"timestamp","to":"+1"}"#
    ),
    (#"{"to":"busy","text":"hi"}"#, "transient busy: the line is busy after 30s"),
    (#"{"to":"wrong","text":"hi"}"#, "permanent invalid_number: invalid_number"),
    (
      #"{"to":"crash","text":"hi"}"#,
      "permanent script-runtime: attempt to index a nil value (field 'nobody') (sms/main.lua:7 in send(arguments = a map, delivery = a map))"
    ),
    (#"{"to":7,"text":"hi"}"#, "permanent arguments: `to` of sms.send is not a string"),
  ])
  func `a plugin carries out its actions`(arguments: String, expected: String) async throws {
    let outcome = try await Self.deliver(arguments)
    #expect(outcome.replacing("in function(", with: "in send(") == expected)
  }

  private static let checked = [
    "plugins/house/plugin.yaml": """
    plugin: house
    version: 1.0.0
    provides:
      checks: [described]
      scorers:
        near: { description: Nearer is better. }
    """,
    "plugins/house/main.lua": """
    return {
      near = function(candidate, event) return 1.0 - candidate.km / 10 end,
      checks = { described = function(definition)
        local found = {}
        if definition.kind == "rule" and not definition.fields.description then
          found[1] = { message = "`" .. definition.id .. "` has no description", help = "add `description:`" }
        end
        if definition.fields.priority == "7" then
          found[#found + 1] = { message = "no sevens", at = "priority", severity = "error" }
        end
        return found
      end },
    }
    """,
  ]

  private static func load(_ rules: String) -> LoadedRulebook {
    Rulebooks.load(
      files: Shop.files(rules)
        + checked.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) })
  }

  @Test func `a plugin's checks see definitions as written`() {
    let loaded = Self.load(
      "rule: bare\non: ping\npriority: 7\ndo: [{ notify: { to: a, template: t } }]\n---\nrule: good\ndescription: Is.\non: ping\ndo: [{ notify: { to: a, template: t } }]\n"
    )
    #expect(
      loaded.diagnostics.sorted.map {
        "\($0.severity) \($0.span.start.line):\($0.span.start.column) \($0.message)"
      } == [
        "warning 1:7 `bare` has no description", "error 3:11 no sevens",
      ])
  }

  @Test func `a scorer rates from 0 to 1`() throws {
    func score(_ km: String) throws -> Decision {
      let loaded = Self.load(
        "rule: r\ndescription: d\non: ping\ndo: [{ notify: { to: a, template: '${string(near({\"km\": event.x}, {\"a\": 1}))}' } }]\n"
      )
      let rulebook = try #require(loaded.rulebook)
      let storage = MemoryStorage(model: rulebook.model)
      let event = try EventReader(rulebook: rulebook).read(
        Shop.line("ping", #"{"x":\#(km)}"#, id: "e", at: "2026-03-02T10:00:00Z"), now: nil)
      let outcome = try Processor(rulebook: rulebook, storage: storage).process(event, at: event.time)
      guard case .decided(let decisions) = outcome else { throw EvaluationError(.failed, "seen before") }
      return decisions[0]
    }
    #expect(try score("2.5").actionTexts == [#"notify {"to":"a","template":"0.75"}"#])
    #expect(
      try score("25").record.errors.map(\.message) == ["near returned -1.5, and a score lies between 0 and 1"]
    )
  }

  @Test func `an enricher gives events fields, computed when they are read`() throws {
    let plugin = [
      "plugins/size/plugin.yaml": """
      plugin: size
      version: 1.0.0
      provides: { enrichers: { order.placed: { size: string, cents: int } } }
      """,
      "plugins/size/main.lua": """
      return { enrichers = { order = { placed = {
        size = function(event) return event.amount > money("10 USD") and "large" or "small" end,
        cents = function(event) return nil .. "" end,
      } } } }
      """,
    ]
    let shop = try Shop(
      "rule: r\non: order.placed\nif: event.size == \"large\"\ndo: [{ notify: { to: a, template: '${event.size}' } }]",
      scripts: plugin)
    let small = try shop.send("order.placed", #"{"order_id":"o1","shop_id":"s1","amount":"5.00"}"#)[0]
    let large = try shop.send("order.placed", #"{"order_id":"o2","shop_id":"s1","amount":"50.00"}"#)[0]
    #expect(small.actionTexts == [] && small.record.errors.isEmpty)
    #expect(large.actionTexts == [#"notify {"to":"a","template":"large"}"#])
    let item = Explainer(rulebook: shop.rulebook).explain(small.event, small.record).items.first
    #expect(item?.outcome == .conditionFalse)
  }
}
