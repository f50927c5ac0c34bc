import CEL
import Host
import RulesEngine
import Store
import Testing

/// What is remembered between events, and what comes later, belongs to a tenant.
@Suite struct TenantTimeTests {
  static let patterns = """
    absence: no-answer
    after: asked
    of: answered
    within: 1h
    key: event.id
    emit: forgotten
    ---
    rule: forgotten
    on: forgotten
    do: [ { say: { text: "forgotten ${event.id}" } } ]
    """

  @Test func `two tenants with the same key have a timer each`() throws {
    let mall = try Mall(Self.patterns, tenants: ["harbor/rulebook.yaml": "settings: { free: 4 }"])
    for tenant in ["harbor", "alpine", nil] { try mall.send("asked", #"{"id":"k"}"#, of: tenant) }
    // Only Alpine's own answer ends Alpine's wait.
    try mall.send("answered", #"{"id":"k"}"#, of: "alpine", at: "2026-03-02T10:30:00Z")
    mall.restart()
    let decisions = try mall.pass(until: "2026-03-02T12:00:00Z")
    #expect(Mall.texts(decisions).sorted() == ["harbor: forgotten k", "head: forgotten k"])
  }

  @Test func `each tenant counts for itself`() throws {
    let mall = try Mall(
      """
      rule: once
      on: asked
      cap: { at_most: 1, per: 7d }
      do: [ { say: { text: first } } ]
      ---
      burst: crowd
      of: answered
      count: 3
      over: 1d
      key: customer.id
      emit: look
      ---
      rule: crowd
      on: look
      do: [ { say: { text: crowd } } ]
      """, tenants: ["harbor/rulebook.yaml": "settings: { free: 4 }"])
    #expect(try mall.texts("asked", of: "harbor") == ["harbor: first"])
    #expect(try mall.texts("asked", of: "harbor") == [])
    #expect(try mall.texts("asked", of: "alpine") == ["alpine: first"])
    #expect(try mall.texts("asked") == ["head: first"])
    var said: [String] = []
    for (number, tenant) in ["harbor", "alpine", "harbor", "alpine", "harbor"].enumerated() {
      said += try mall.texts("answered", of: tenant, at: "2026-03-02T10:0\(number):00Z")
    }
    #expect(said == ["harbor: crowd"])
  }

  @Test func `a dwell is judged by the tenant's settings when its time is over`() throws {
    let common = """
      dwell: quiet
      on: look
      if: event.n < settings.free
      for: 1h
      key: customer.id
      emit: forgotten
      ---
      rule: quiet
      on: forgotten
      do: [ { say: { text: quiet } } ]
      """
    let mall = try Mall(common, tenants: ["harbor/rulebook.yaml": "settings: { free: 30 }"])
    for tenant in ["harbor", "alpine"] { try mall.send("look", #"{"n":10}"#, of: tenant) }
    mall.restart()
    #expect(Mall.texts(try mall.pass(until: "2026-03-02T12:00:00Z")) == ["harbor: quiet"])
  }

  static let workflow = """
    workflow: follow-up
    on: asked
    key: event.id
    steps:
      - wait_for: answered
        where: event.id == trigger.id
        id: answer
        timeout: 1h
      - say: { text: "${step.answer.timed_out ? 'late' : 'answered'} ${settings.greeting}" }
    """

  @Test func `a run goes on for its tenant, also after a restart`() throws {
    let mall = try Mall(Self.workflow, tenants: ["harbor/rulebook.yaml": "settings: { greeting: Ahoy }"])
    for tenant in ["harbor", "alpine", nil] { try mall.send("asked", #"{"id":"k"}"#, of: tenant) }
    mall.restart()
    // Alpine's answer is no answer for Harbor.
    let woken = try mall.send("answered", #"{"id":"k"}"#, of: "alpine", at: "2026-03-02T10:10:00Z")
    #expect(Mall.texts(woken) == ["alpine: answered Hello"])
    mall.restart()
    let late = try mall.pass(until: "2026-03-02T12:00:00Z")
    #expect(Mall.texts(late).sorted() == ["harbor: late Ahoy", "head: late Hello"])
    #expect(Set(late.map(\.event.tenant)) == ["harbor", nil])
    var names: [String] = []
    try mall.store.runs { run in
      names.append("\(run.workflow) \(run.status.rawValue)")
      return true
    }
    #expect(
      names.sorted() == [
        "workflow/follow-up completed", "workflow/follow-up@alpine completed",
        "workflow/follow-up@harbor completed",
      ])
  }

  @Test func `a person's word reaches the run of a tenant`() throws {
    let mall = try Mall(Self.workflow, tenants: ["harbor/rulebook.yaml": "settings: { greeting: Ahoy }"])
    try mall.send("asked", #"{"id":"k"}"#, of: "harbor")
    let now = try #require(Timestamp(rfc3339: "2026-03-02T10:05:00Z"))
    let made = try mall.processor.operate(.cancel, run: 1, at: now)
    #expect(made.map(\.event.tenant) == ["harbor"])
    #expect(try mall.store.run(1)?.status == .cancelled)
  }

  @Test func `an awaited action wakes the run of its tenant`() throws {
    let mall = try Mall(
      """
      workflow: tell
      on: asked
      steps:
        - { say: { text: one }, await: true }
        - say: { text: "two ${settings.greeting}" }
      """, tenants: ["harbor/rulebook.yaml": "settings: { greeting: Ahoy }"])
    let action = try #require(try mall.send("asked", of: "harbor").first?.record.actions.first)
    #expect(action.tenant == "harbor")
    let now = try #require(Timestamp(rfc3339: "2026-03-02T10:05:00Z"))
    let made = try mall.processor.settle(
      action: action.key, of: action.tenant, as: "delivered", result: nil, at: now)
    #expect(Mall.texts(made) == ["harbor: two Ahoy"])
  }

  @Test func `whoever delivers an action is told whose it is`() throws {
    let mall = try Mall("rule: greet\non: asked\ndo: [ { say: { text: hi } } ]")
    try mall.send("asked", of: "harbor")
    try mall.send("asked", subject: "c9")
    let owner = try mall.store.enrol("host")
    let now = try #require(Timestamp(rfc3339: "2026-03-02T10:05:00Z"))
    try mall.store.takeOver(owner: owner, delivering: nil, at: now)
    let minute = Duration(nanoseconds: 60_000_000_000)
    let leased = try mall.store.claim(Claim(owner: owner, lease: minute, limit: 9, now: now))
    #expect(leased.map(\.action.tenant) == ["harbor", nil])
    let json = leased.map { Delivery(action: $0.action, attempt: 1).json }
    #expect(json.map { $0.contains(#""tenant":"harbor""#) } == [true, false])
  }

  @Test func `a run ends with the steps of its tenant that it began with`() throws {
    let files = { (text: String) in
      [
        "harbor/follow-up.yaml":
          "workflow: follow-up\non: asked\nkey: event.id\nsteps: [ { delay: 1h }, { say: { text: \(text) } } ]"
      ]
    }
    let store = try Store(
      path: ":memory:", model: Mall.rulebook("").model, currency: try #require(Currency(code: "USD")),
      mode: .readWrite)
    let before = try Mall.rulebook(Self.workflow, tenants: files("old"))
    let engine = try Engine(rulebook: before, store: store, clock: .events)
    func event(_ id: String, _ tenant: String) throws -> IncomingEvent {
      let line =
        #"{"specversion":"1.0","id":"\#(id)","source":"test","type":"asked","subject":"c1","tenant":"\#(tenant)""#
        + #","time":"2026-03-02T10:00:00Z","data":{"id":"\#(id)"}}"#
      return try engine.read(Array(line.utf8))
    }
    try engine.open()
    for tenant in ["harbor", "alpine"] { _ = try engine.process(try event("1-\(tenant)", tenant)) }
    try engine.commit()
    try engine.use(try Mall.rulebook(Self.workflow, tenants: files("new")))
    try engine.open()
    _ = try engine.process(try event("2", "harbor"))
    try engine.fireTimers(until: try #require(Timestamp(rfc3339: "2026-03-02T12:00:00Z"))) { _ in true }
    let said = Mall.texts(try engine.commit())
    #expect(said.sorted() == ["alpine: late Hello", "harbor: new", "harbor: old"])
  }

  @Test func `journeys lead the customers of each tenant`() throws {
    let common = """
      retention: welcome
      on: customer.came
      exit_on: bought
      steps:
        - delay: 1d
        - say: { text: "come again, ${customer.name}" }
      """
    let own = common.replacing("delay: 1d", with: "delay: 2h").replacing("come again", with: "ahoy")
    let mall = try Mall(common, tenants: ["harbor/welcome.yaml": own])
    for (customer, owner) in [("c1", "harbor"), ("c2", "alpine"), ("c4", "harbor")] {
      try mall.send("customer.came", #"{"name":"\#(customer)"}"#, subject: customer, of: owner)
    }
    // Another shop's sale is no reason to leave.
    let sale = #"{"sale_id":"x\#(1)","amount":"1.00"}"#
    try mall.send("bought", sale, subject: "c1", of: "alpine", at: "2026-03-02T10:30:00Z")
    try mall.send(
      "bought", sale.replacing("x1", with: "x2"), subject: "c4", of: "harbor", at: "2026-03-02T10:30:00Z")
    #expect(Mall.texts(try mall.pass(until: "2026-03-02T13:00:00Z")) == ["harbor: ahoy, c1"])
    #expect(Mall.texts(try mall.pass(until: "2026-03-04T13:00:00Z")) == ["alpine: come again, c2"])
  }

  @Test func `business time is that of the tenant's calendar`() throws {
    let calendar = "calendar: desk\nhours: { mon-fri: [\"09:00-17:00\"] }"
    let own = "calendar: desk\nhours: { mon-sun: [\"00:00-24:00\"] }"
    let rules =
      Self.patterns.replacing("within: 1h", with: "within: 1bh\ncalendar: desk") + "\n---\n" + calendar
    let mall = try Mall(rules, tenants: ["harbor/desk.yaml": own])
    for tenant in ["harbor", "alpine"] {
      try mall.send("asked", #"{"id":"k"}"#, of: tenant, at: "2026-03-02T20:00:00Z")
    }
    #expect(Mall.texts(try mall.pass(until: "2026-03-03T09:00:00Z")) == ["harbor: forgotten k"])
    #expect(Mall.texts(try mall.pass(until: "2026-03-03T10:00:00Z")) == ["alpine: forgotten k"])
  }
}

/// Which schedules run for whom: the table in `docs/TENANTS.md`.
@Suite struct TenantScheduleTests {
  static func daily(_ rest: String) -> String {
    """
    schedule: daily
    every: "0 9 * * *"
    emit: look
    \(rest)
    """
  }

  static let say =
    "\n---\nrule: say\non: look\ndo: [ { say: { text: '${event.subject ?? \"-\"} ${settings.greeting}' } } ]"

  func runs(_ rules: String, _ tenants: [String: String]) throws -> [String] {
    let mall = try Mall(rules, tenants: tenants)
    try mall.open()
    try mall.processor.armSchedules(at: try #require(Timestamp(rfc3339: "2026-03-02T10:00:00Z")))
    return Mall.texts(try mall.pass(until: "2026-03-03T10:00:00Z"))
  }

  @Test func `without rows it runs once, for the head office`() throws {
    #expect(
      try runs(Self.daily("") + Self.say, ["harbor/rulebook.yaml": "settings: { greeting: Ahoy }"])
        == ["head: - Hello"])
  }

  @Test func `each row is judged for the tenant that it belongs to`() throws {
    let rules = Self.daily("for_each: { customer: customer.sale_count >= 2 }") + Self.say
    #expect(
      try runs(rules, ["harbor/rulebook.yaml": "settings: { greeting: Ahoy }"])
        == ["head: c3 Hello", "alpine: c2 Hello", "harbor: c1 Ahoy"])
  }

  /// So many rows that the store computes a fact for all of them at once.
  @Test func `facts that are computed for all rows at once are those of the tenant`() throws {
    let mall = try Mall(
      Self.daily("for_each: { customer: customer.open_sales >= 1 && customer.spent < 15.00 }") + Self.say,
      tenants: ["harbor/rulebook.yaml": "settings: { greeting: Ahoy }"])
    for number in 0..<120 {
      let (customer, owner) = ("k\(number)", ["harbor", "alpine"][number % 2])
      try mall.send("customer.came", #"{"name":"n"}"#, subject: customer, of: owner)
      try mall.send("bought", #"{"sale_id":"\#(customer)","amount":"10.00"}"#, subject: customer, of: owner)
      // A sale of the other shop to the same customer counts for neither.
      let other = owner == "harbor" ? "alpine" : "harbor"
      try mall.send(
        "bought", #"{"sale_id":"\#(customer)-2","amount":"10.00"}"#, subject: customer, of: other)
    }
    try mall.processor.armSchedules(at: try #require(Timestamp(rfc3339: "2026-03-02T10:00:00Z")))
    let said = Mall.texts(try mall.pass(until: "2026-03-03T10:00:00Z"))
    #expect(said.count == 120)
    #expect(said.count { $0.hasPrefix("harbor: k") && $0.hasSuffix("Ahoy") } == 60)
    #expect(said.count { $0.hasPrefix("alpine: k") && $0.hasSuffix("Hello") } == 60)
  }

  @Test func `a tenant's settings decide about its rows`() throws {
    let rules = Self.daily("for_each: { customer: customer.sale_count >= settings.free }") + Self.say
    #expect(try runs(rules, ["harbor/rulebook.yaml": "settings: { free: 2 }"]) == ["harbor: c1 Hello"])
  }

  @Test func `a tenant's schedule takes the place of the common one for its rows`() throws {
    let rules = Self.daily("for_each: { customer: true }") + Self.say
    let own = Self.daily("for_each: { customer: true }").replacing("0 9 *", with: "30 8 *")
    #expect(
      try runs(rules, ["harbor/daily.yaml": own])
        == ["harbor: c1 Hello", "head: c3 Hello", "alpine: c2 Hello"])
    #expect(
      try runs(rules, ["harbor/daily.yaml": own + "\nenabled: false"]) == [
        "head: c3 Hello", "alpine: c2 Hello",
      ])
  }

  @Test func `schedules are listed with their tenants`() throws {
    let rulebook = try Mall.rulebook(
      Self.daily(""), tenants: ["harbor/daily.yaml": Self.daily("").replacing("0 9 *", with: "30 8 *")])
    let start = try #require(Timestamp(rfc3339: "2026-03-02T00:00:00Z"))
    #expect(
      rulebook.scheduledRuns(after: start, limit: 2).map(\.schedule)
        == ["schedule/daily@harbor", "schedule/daily"])
  }

  // MARK: Points and exclusion

  @Test func `each tenant keeps points of its own, and they expire for it`() throws {
    let mall = try Mall(
      """
      points: club
      earn: { on: asked, points: "10" }
      spend: { on: answered, points: "15" }
      expires: 10d
      ---
      rule: refused
      on: [points.refused, points.spent, points.expired]
      do: [ { say: { text: "${event.type} ${event.points} of ${event.balance}" } } ]
      """, tenants: ["harbor/rulebook.yaml": "settings: { free: 4 }"])
    try mall.send("asked", of: "harbor")
    try mall.send("asked", of: "harbor", at: "2026-03-03T10:00:00Z")
    try mall.send("asked", of: "alpine", at: "2026-03-03T10:00:00Z")
    #expect(
      try mall.texts("answered", of: "alpine", at: "2026-03-04T10:00:00Z") == [
        "alpine: points.refused 15 of 10"
      ])
    #expect(
      try mall.texts("answered", of: "harbor", at: "2026-03-04T10:00:00Z") == ["harbor: points.spent 15 of 5"]
    )
    mall.restart()
    #expect(
      Mall.texts(try mall.pass(until: "2026-04-01T00:00:00Z")).sorted() == [
        "alpine: points.expired 10 of 0", "harbor: points.expired 5 of 0",
      ])
  }

  @Test func `journeys of one tenant exclude nothing of another`() throws {
    func journey(_ name: String, on event: String) -> String {
      """
      workflow: \(name)
      on: \(event)
      exclusive: talks
      steps: [ { say: { text: \(name) } }, { delay: 1d } ]
      """
    }
    let mall = try Mall(
      journey("first", on: "asked") + "\n---\n" + journey("second", on: "answered"),
      tenants: ["harbor/rulebook.yaml": "settings: { free: 4 }"])
    #expect(try mall.texts("asked", of: "harbor") == ["harbor: first"])
    #expect(try mall.texts("answered", of: "harbor") == [])
    #expect(try mall.texts("answered", of: "alpine") == ["alpine: second"])
  }
}
