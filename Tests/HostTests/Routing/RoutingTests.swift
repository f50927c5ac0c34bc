import CEL
import RulesEngine
import TestSupport
import Testing

/// Routing from events to actions: offers, answers, held capacity, filters that are dropped, the end of it.
@Suite struct RoutingTests {
  static let model = """
    entity: technician
    table: technicians
    key: id
    fields: { id: string, skills: [string], capacity: int, open: int, distance: double, joined_at: timestamp }
    ---
    entity: job
    table: jobs
    key: id
    fields: { id: string, customer_id: { entity: customer }, technician_id?: string, skills: [string], urgency: int, status: string }
    ---
    event: technician.joined
    data: { id: string, skills: [string], capacity: int, open: int, distance: double }
    ---
    apply: technician.joined
    do:
      - upsert: technicians
        set:
          id: "${event.id}"
          skills: "${event.skills}"
          capacity: "${event.capacity}"
          open: "${event.open}"
          distance: "${event.distance}"
          joined_at: "${event.time}"
    ---
    event: job.created
    subject: customer
    data: { job_id: { entity: job }, skills: [string], urgency?: int }
    ---
    apply: job.created
    do:
      - upsert: jobs
        set:
          id: "${event.job_id}"
          customer_id: "${event.subject}"
          skills: "${event.skills}"
          urgency: "${event.urgency ?? 0}"
          status: open
    ---
    event: shift.started
    ---

    """

  static let choice = """
    routing: jobs
    on: job.created
    among: technician
    eligible:
      skills: job.skills.all(s, s in candidate.skills)
      capacity: candidate.open < candidate.capacity
    score: { near: 1.0 - candidate.distance }
    fallback: { queue: dispatch }

    """

  private func shop(_ more: String, _ technicians: [String] = RoutingTests.technicians) throws -> Shop {
    let shop = try Shop(Self.model + Self.choice + more)
    for technician in technicians { try shop.send("technician.joined", technician) }
    return shop
  }

  static let technicians = [
    #"{"id":"t1","skills":["brakes"],"capacity":1,"open":0,"distance":0.5}"#,
    #"{"id":"t2","skills":["brakes","engine"],"capacity":2,"open":0,"distance":0.1}"#,
    #"{"id":"t3","skills":["brakes"],"capacity":1,"open":1,"distance":0.0}"#,
  ]

  private func create(
    _ shop: Shop, _ id: String = "j1", skills: String = #"["brakes"]"#, at time: String = "10:00"
  ) throws -> [String] {
    try shop.send(
      "job.created", #"{"job_id":"\#(id)","skills":\#(skills)}"#, at: "2026-03-02T\(time):00Z"
    ).flatMap(\.actionTexts)
  }

  private func answer(
    _ shop: Shop, _ word: String, _ who: String, _ job: String = "j1", at time: String
  ) throws -> [String] {
    try shop.send(
      "job.\(word)", #"{"job_id":"\#(job)","technician_id":"\#(who)"}"#, at: "2026-03-02T\(time):00Z"
    ).flatMap(\.actionTexts)
  }

  private func wait(_ shop: Shop, until time: String) throws -> [String] {
    try shop.fireTimers(until: "2026-03-02T\(time):00Z").flatMap(\.actionTexts)
  }

  private func note(_ decisions: [Decision]) throws -> [String] {
    let notes = decisions.flatMap(\.record.notes).filter { $0.name == "candidates" }
    let json = try JSON(parsing: #require(notes.first).json, maxDepth: 16, maxBytes: 1 << 20)
    let rows = json["rows"]?.arrayValue ?? []
    return [json["title"]?.stringValue ?? ""]
      + rows.map { row in
        "\(row["candidate"]?.stringValue ?? row["job"]?.stringValue ?? "") \(row["why"]?.stringValue ?? "")"
      }
  }

  // MARK: At once

  @Test func `without an offer the best gets it with the event`() throws {
    let shop = try shop("")
    #expect(try create(shop) == [#"assign {"item":"j1","to":"t2","routing":"jobs","score":0.9}"#])
    #expect(
      try create(shop, "j2", skills: #"["paint"]"#) == [
        #"enqueue {"item":"j2","queue":"dispatch","priority":0}"#
      ])
  }

  @Test func `the record names every candidate with its reason`() throws {
    let shop = try shop("")
    let made = try shop.send("job.created", #"{"job_id":"j1","skills":["brakes"]}"#)
    #expect(
      try note(made) == [
        "j1: given to t2", "t2 the best, 0.90", "t1 eligible, 0.50 vs 0.90: near 0.50 vs 0.90",
        "t3 excluded: capacity: candidate.open (1) < candidate.capacity (1) is false",
      ])
  }

  @Test func `a filter that fails to evaluate excludes its candidate and is told`() throws {
    let shop = try shop(
      "", Self.technicians + [#"{"id":"t0","skills":[],"capacity":9,"open":0,"distance":0.0}"#])
    let broken = try Shop(
      Self.model
        + Self.choice.replacing(
          "skills: job.skills.all(s, s in candidate.skills)", with: "ratio: 8 / candidate.open > 1"))
    _ = shop
    try broken.send("technician.joined", Self.technicians[0])
    try broken.send(
      "technician.joined", Self.technicians[2].replacing(#""capacity":1"#, with: #""capacity":2"#))
    let made = try broken.send("job.created", #"{"job_id":"j1","skills":[]}"#)
    #expect(made.flatMap(\.actionTexts) == [#"assign {"item":"j1","to":"t3","routing":"jobs","score":1}"#])
    let errors = made.flatMap(\.record.errors)
    #expect(errors.map(\.code) == ["R0202"])
    #expect(errors[0].message.hasPrefix("the filter `ratio` cannot be evaluated for `t1`: "))
  }

  @Test func `equal candidates take turns`() throws {
    let twins = ["a", "b", "c"].map { #"{"id":"\#($0)","skills":[],"capacity":9,"open":0,"distance":0.2}"# }
    let shop = try shop("tie_break: longest_idle", twins)
    let given = try (1...6).map { try create(shop, "j\($0)", skills: "[]", at: "10:0\($0)") }
    let names = given.flatMap(\.self).map { $0.split(separator: "\"")[7] }
    #expect(names == ["a", "b", "c", "a", "b", "c"])
  }

  // MARK: Offers

  static let offer = "offer: { for: 5m }\n"

  @Test func `an offer is accepted`() throws {
    let shop = try shop(Self.offer)
    #expect(
      try create(shop) == [#"offer_work {"item":"j1","to":"t2","for":"300s","routing":"jobs","score":0.9}"#])
    #expect(try answer(shop, "accepted", "t1", at: "10:01") == [])
    #expect(
      try answer(shop, "accepted", "t2", at: "10:02") == [
        #"assign {"item":"j1","to":"t2","routing":"jobs","score":0.9}"#
      ])
    #expect(try wait(shop, until: "11:00") == [])
  }

  @Test func `a rejected offer goes to the next, and then to the fallback`() throws {
    let shop = try shop(Self.offer)
    _ = try create(shop)
    #expect(
      try answer(shop, "rejected", "t2", at: "10:02") == [
        #"offer_work {"item":"j1","to":"t1","for":"300s","routing":"jobs","score":0.5}"#
      ])
    let made = try shop.send(
      "job.rejected", #"{"job_id":"j1","technician_id":"t1"}"#, at: "2026-03-02T10:03:00Z")
    #expect(made.flatMap(\.actionTexts) == [#"enqueue {"item":"j1","queue":"dispatch","priority":0}"#])
    #expect(
      try note(made) == [
        "j1: nobody can get it: goes to the queue dispatch",
        "t1 excluded: answer: rejected the offer of 2026-03-02T10:02:00Z",
        "t2 excluded: answer: rejected the offer of 2026-03-02T10:00:00Z",
        "t3 excluded: capacity: candidate.open (1) < candidate.capacity (1) is false",
      ])
  }

  @Test func `each candidate has the whole time, whenever the one before answered`() throws {
    let shop = try shop(Self.offer)
    _ = try create(shop)
    _ = try answer(shop, "rejected", "t2", at: "10:04")
    #expect(try wait(shop, until: "10:08") == [])
    #expect(try wait(shop, until: "10:09") == [#"enqueue {"item":"j1","queue":"dispatch","priority":0}"#])
  }

  @Test func `an offer holds capacity until it is answered`() throws {
    let shop = try shop(Self.offer, [Self.technicians[0]])
    _ = try create(shop)
    let second = try shop.send(
      "job.created", #"{"job_id":"j2","skills":["brakes"]}"#, at: "2026-03-02T10:01:00Z")
    #expect(
      try note(second).last
        == "t1 excluded: capacity: candidate.open (0) < candidate.capacity (1), and 1 held by offers is false"
    )
    _ = try answer(shop, "rejected", "t1", at: "10:02")
    #expect(
      try create(shop, "j3", at: "10:03") == [
        #"offer_work {"item":"j3","to":"t1","for":"300s","routing":"jobs","score":0.5}"#
      ])
    #expect(try wait(shop, until: "10:08") == [#"enqueue {"item":"j3","queue":"dispatch","priority":0}"#])
    #expect(try create(shop, "j4", at: "10:09").count == 1)
  }

  @Test func `a cancelled routing holds nothing`() throws {
    let shop = try shop(
      "offer: { for: 5m }\ncancel_on: job.withdrawn\n---\nevent: job.withdrawn\nsubject: customer\ndata: { job_id: string }\n",
      [Self.technicians[0]])
    _ = try create(shop)
    try shop.send("job.withdrawn", #"{"job_id":"j1"}"#, at: "2026-03-02T10:01:00Z")
    #expect(try create(shop, "j2", at: "10:02").first?.hasPrefix("offer_work") == true)
  }

  @Test func `an assignment is held until the model knows of it`() throws {
    let shop = try shop(
      "confirmed: job.planned\n---\nevent: job.planned\ndata: { job_id: string }\n", [Self.technicians[0]])
    #expect(try create(shop).first?.hasPrefix("assign") == true)
    #expect(try create(shop, "j2", at: "10:01").first?.hasPrefix("enqueue") == true)
    try shop.send("job.planned", #"{"job_id":"j1"}"#, at: "2026-03-02T10:02:00Z")
    #expect(try create(shop, "j3", at: "10:03").first?.hasPrefix("assign") == true)
  }

  @Test func `a new ranking after a rejection sees who came meanwhile`() throws {
    for (word, expected) in [("next", "t1"), ("rescore", "t4")] {
      let shop = try shop("offer: { for: 5m, on_reject: \(word) }\n")
      _ = try create(shop)
      try shop.send(
        "technician.joined", #"{"id":"t4","skills":["brakes"],"capacity":1,"open":0,"distance":0.2}"#)
      let next = try answer(shop, "rejected", "t2", at: "10:02")
      #expect(next.first?.contains(#""to":"\#(expected)""#) == true, "\(word)")
    }
  }

  @Test func `a favourite is asked first, with a time of its own`() throws {
    let shop = try shop("offer: { for: 5m }\nprefer: { regular: candidate.id == 't1', wait: 2m }\n")
    #expect(
      try create(shop) == [#"offer_work {"item":"j1","to":"t1","for":"120s","routing":"jobs","score":0.5}"#])
    #expect(
      try wait(shop, until: "10:02") == [
        #"offer_work {"item":"j1","to":"t2","for":"300s","routing":"jobs","score":0.9}"#
      ])
  }

  // MARK: Relaxing

  @Test func `filters are dropped one after the other`() throws {
    let shop = try shop(
      "relax: [ { after: 10m, drop: capacity }, { after: 20m, drop: skills } ]\n", [Self.technicians[2]])
    #expect(try create(shop) == [])
    #expect(
      try wait(shop, until: "10:10") == [#"assign {"item":"j1","to":"t3","routing":"jobs","score":1}"#])
    #expect(try create(shop, "j2", skills: #"["paint"]"#, at: "11:00") == [])
    #expect(try wait(shop, until: "11:19") == [])
    #expect(
      try wait(shop, until: "11:20") == [#"assign {"item":"j2","to":"t3","routing":"jobs","score":1}"#])
  }

  @Test func `weights change with time`() throws {
    let shop = try Shop(
      Self.model
        + Self.choice.replacing(
          "score: { near: 1.0 - candidate.distance }",
          with:
            "score: { near: { weight: 1, value: 1.0 - candidate.distance }, far: { weight: 0, value: candidate.distance } }"
        )
        + "offer: { for: 5m, on_reject: rescore }\nrelax: { after: 1m, weights: { near: 0, far: 1 } }\n")
    for technician in Self.technicians.dropLast() + [
      #"{"id":"t4","skills":["brakes"],"capacity":1,"open":0,"distance":0.4}"#
    ] {
      try shop.send("technician.joined", technician)
    }
    #expect(try create(shop).first?.contains(#""to":"t2""#) == true)
    #expect(try answer(shop, "rejected", "t2", at: "10:02").first?.contains(#""to":"t1""#) == true)
  }

  // MARK: A backlog

  static let backlog = """
    backlog: { on: shift.started, of: job, if: job.status == "open", priority: job.urgency }
    if: job.urgency > 90
    do:
      - update: jobs
        where: { id: "${job.id}" }
        set: { status: assigned, technician_id: "${candidate.id}" }
      - assign: { item: "${job.id}", to: "${candidate.id}", score: "${score}" }
    ---
    action: assign
    params: { item: string, to: string, score: double }

    """

  @Test func `a backlog is given away at once`() throws {
    let shop = try shop(Self.backlog)
    _ = try create(shop, "j1")
    _ = try create(shop, "j2", skills: #"["engine"]"#)
    _ = try create(shop, "j3")
    _ = try create(shop, "j4")
    let made = try shop.send("shift.started", at: "2026-03-02T11:00:00Z")
    #expect(
      made.flatMap(\.actionTexts) == [
        #"assign {"item":"j1","to":"t2","score":0.9}"#, #"assign {"item":"j2","to":"t2","score":0.9}"#,
        #"assign {"item":"j3","to":"t1","score":0.5}"#,
      ])
    let lines = try note(made)
    #expect(
      lines.prefix(4) == [
        "4 jobs, 3 candidates: 3 given, 2.30 in all (one by one: 3 given, 2.30)",
        "j1 its best, of 2 who are eligible; next t1 0.50", "j2 its best, the only one who is eligible",
        "j3 of 2 who are eligible; its best is t2 0.90, but then j1 would go to t1 0.50: 0.00 less in all",
      ])
    #expect(lines.last?.hasPrefix("j4 left, of 2 who are eligible: its best is t2 0.90, but then ") == true)
  }

  @Test func `what is more urgent is given away first`() throws {
    let shop = try shop(Self.backlog, [Self.technicians[0]])
    _ = try create(shop, "j1")
    try shop.send("job.created", #"{"job_id":"j2","skills":[],"urgency":5}"#)
    let made = try shop.send("shift.started", at: "2026-03-02T11:00:00Z")
    #expect(made.flatMap(\.actionTexts) == [#"assign {"item":"j2","to":"t1","score":0.5}"#])
  }
}
