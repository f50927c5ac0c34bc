import CEL
import Testing

/// Functions and constants that an embedder adds.
@Suite struct FunctionTests {
  static func environment() -> Environment {
    var environment = shop()
    environment.register(
      FunctionDeclaration(
        name: "geo.km",
        overloads: [
          Overload(id: "geo_km", parameters: [.double, .double], result: .double) {
            (it) throws(EvaluationError) in
            guard case .double(let a) = it[0], case .double(let b) = it[1] else {
              throw EvaluationError(.failed, "numbers expected")
            }
            return .double(a - b)
          }
        ]))
    environment.register(
      FunctionDeclaration(
        name: "table",
        overloads: [
          Overload(id: "table", parameters: [.string, .map(.string, .dyn)], result: .dyn, isPure: false) {
            _ in
            .map(Map([("percent", .decimal(Decimal(15, scale: 2)))]))
          }
        ]
      ) { arguments in
        guard case .string(let name)? = arguments[0].constant else { return .standard }
        guard name == "fees" else {
          return .refuse(
            message: "there is no table `\(name)`", argument: 0,
            suggestion: closest(name, among: ["fees"]).map { "\"\($0)\"" })
        }
        guard arguments[1].keys?.contains("tier") ?? false else {
          return .refuse(message: "the table `fees` needs the input `tier`", argument: 1, suggestion: nil)
        }
        return .type(.map(.string, .decimal))
      })
    return environment
  }

  @Test(arguments: [
    ("geo.km(5, 2.5)", "2.5"), ("geo.km(event.count, event.ratio)", "3.75"),
    ("table(\"fees\", {\"tier\": customer.tier}).percent * event.amount", "45.0000 USD"),
    ("geo.km(\"a\", 1.0)", "C0204"), ("geo.km(event.amount, 1.0)", "C0204"),
    ("table(\"fee\", {\"tier\": 1}).percent", "C0209"), ("table(\"fees\", {}).percent", "C0209"),
    ("geo.km(1.0)", "C0204"), ("geo.kn(1.0)", "C0203"), ("nope.f(1)", "C0201"),
  ])
  func `own function gives`(source: String, expected: String) {
    #expect(outcome(source, in: Self.environment(), inputs: shopInputs) == expected)
  }

  @Test func `a refusal carries its suggestion`() throws {
    let issue = try #require(issues("table(\"fee\", {\"tier\": 1})", in: Self.environment()).first)
    #expect(
      issue.message == "there is no table `fee`" && issue.range == 6..<11
        && issue.replacement?.text == "\"fees\"")
  }

  @Test func `constants fold with dotted names and may be shadowed by nothing`() throws {
    var environment = Environment(profile: .rules)
    environment.declare(constant: "app.limits.max", value: 5)
    environment.declare(constant: "settings", value: .map(Map([("fees", .map(Map([("rate", 2)])))])))
    var slots = SlotTable()
    let program = try environment.compile("app.limits.max * settings.fees.rate", slots: &slots)
    #expect(program.constant == 10 && slots.paths.isEmpty)
  }

  @Test func `functions that are not pure run each time`() throws {
    var environment = Environment(profile: .standard)
    environment.register(
      FunctionDeclaration(
        name: "next",
        overloads: [Overload(id: "next", parameters: [], result: .int, isPure: false) { _ in 4 }]))
    var slots = SlotTable()
    #expect(try environment.compile("next()", slots: &slots).constant == nil)
    #expect(outcome("next() + 1", in: environment) == "5")
  }
}
