import CEL
import Host
import RulesEngine
import Store

/// A platform with technicians and jobs that wait, and a routing for them.
struct Dispatch {
  let technicians: Int
  let jobs: Int

  private static let shops = 4
  private static let skills = ["brakes", "engine", "electrical", "body", "diagnostics", "tires"]
  private static let instant = Timestamp(rfc3339: "2026-03-02T10:00:00Z")!

  /// Both ways, each in a store of its own, five times over.
  func measure() throws -> [Figure] {
    var times: [[Double]] = [[], []]
    var outcomes = ["", ""]
    for _ in 0..<5 {
      for (way, isBulk) in [true, false].enumerated() {
        let (time, outcome) = try run(isBulk: isBulk)
        times[way].append(time)
        outcomes[way] = outcome
      }
    }
    return times.enumerated().map { way, samples in
      let sorted = samples.sorted()
      return Figure(
        name: "\(jobs) jobs, \(technicians) technicians, \(way == 0 ? "in bulk" : "one by one")",
        median: sorted[sorted.count / 2], least: sorted[0], outcome: outcomes[way])
    }
  }

  private func run(isBulk: Bool) throws -> (Double, String) {
    let rulebook = try rulebook()
    let store = try Store(
      path: ":memory:", model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    let processor = Processor(rulebook: rulebook, storage: store)
    let reader = EventReader(rulebook: rulebook)
    try store.begin()
    var number = 0
    func send(_ type: String, _ data: String) throws -> [Decision] {
      number += 1
      let line =
        #"{"specversion":"1.0","id":"e\#(number)","source":"bench","type":"\#(type)","time":"2026-03-02T10:00:00Z","data":\#(data)}"#
      let event = try reader.read(Array(line.utf8), now: nil)
      guard case .decided(let decisions) = try processor.process(event, at: Self.instant) else { return [] }
      return decisions
    }
    for technician in 0..<technicians { _ = try send("technician.joined", self.technician(technician)) }
    for job in 0..<jobs { _ = try send("job.created", self.job(job)) }
    var decisions: [Decision] = []
    let start = cpuTime()
    if isBulk {
      decisions = try send("shift.started", "{}")
    } else {
      for job in 0..<jobs { decisions += try send("job.due", #"{"job_id":"j\#(job)"}"#) }
    }
    let time = cpuTime() - start
    let assigned = try check(decisions, isBulk: isBulk)
    let totals = isBulk ? try self.totals(decisions, assigned) : ""
    try store.commit()
    return (time, "\(assigned) assigned\(totals)")
  }

  /// Everybody within capacity, nobody without the skill or of another shop, a reason for each job.
  private func check(_ decisions: [Decision], isBulk: Bool) throws -> Int {
    var load = [Int](repeating: 0, count: technicians)
    var assigned = 0
    for action in decisions.flatMap(\.record.actions) where action.name == "assign" {
      let arguments = try JSON(parsing: action.arguments, maxDepth: 4, maxBytes: 1 << 16)
      guard let job = number(arguments["item"]), let technician = number(arguments["to"]) else { continue }
      load[technician] += 1
      assigned += 1
      try require(job % Self.shops == technician % Self.shops, "j\(job) went to another shop")
      try require(
        skills(of: technician).contains(skill(of: job)), "t\(technician) lacks the skill of j\(job)")
    }
    for technician in 0..<technicians {
      try require(load[technician] <= capacity(of: technician), "t\(technician) has too much")
    }
    let errors = decisions.flatMap(\.record.errors)
    try require(errors.isEmpty, errors.first?.message ?? "")
    var reasons = 0
    for note in decisions.flatMap(\.record.notes) where note.name == "candidates" {
      let json = try JSON(parsing: note.json, maxDepth: 8, maxBytes: 64 << 20)
      reasons += isBulk ? json["rows"]?.arrayValue?.count ?? 0 : 1
    }
    try require(reasons == jobs, "\(reasons) jobs of \(jobs) are explained")
    return assigned
  }

  /// What the record says of the whole beside what one by one would have given; never less of either.
  private func totals(_ decisions: [Decision], _ assigned: Int) throws -> String {
    let note = decisions.flatMap(\.record.notes).first { $0.name == "candidates" }
    let json = try JSON(parsing: note?.json ?? [], maxDepth: 8, maxBytes: 64 << 20)
    let title = json["title"]?.stringValue ?? ""
    let words = title.split { " :,()".contains($0) }
    func number(before word: Substring, _ turn: Int) -> Double {
      let places = words.indices.filter { words[$0] == word }
      return places.count > turn ? Double(words[places[turn] - 1]) ?? -1 : -1
    }
    // `... 850 given, 639.91 in all (one by one: 848 given, 625.05)`
    let (given, single) = (number(before: "given", 0), number(before: "given", 1))
    let (total, less) = (number(before: "in", 0), words.last.flatMap { Double($0) } ?? -1)
    try require(Int(given) == assigned, "\(title): \(assigned) were assigned")
    try require(single >= 0 && given >= single, "fewer jobs than one by one: \(title)")
    try require(given > single || total >= less, "worth less than one by one: \(title)")
    return ", worth \(total) (each in turn: \(Int(single)) worth \(less))"
  }

  private func number(_ json: JSON?) -> Int? { json?.stringValue.flatMap { Int($0.dropFirst()) } }

  // MARK: The platform

  private func capacity(of technician: Int) -> Int { 3 + technician % 4 }

  private func skills(of technician: Int) -> [String] {
    (0..<3).map { Self.skills[(technician / Self.shops + $0 * (1 + technician % 2)) % Self.skills.count] }
  }

  private func skill(of job: Int) -> String { Self.skills[(job / Self.shops * 7) % Self.skills.count] }

  /// A point within some 50 km of the middle of a town.
  private func point(_ number: Int) -> String {
    let (north, east) = (number &* 7_919 % 1_000, number &* 104_729 % 1_000)
    return #""lat":\#(40.5 + Double(north) / 2_500),"lon":\#(-74.2 + Double(east) / 2_500)"#
  }

  private func technician(_ number: Int) -> String {
    let skills = skills(of: number).map { "\"\($0)\"" }.joined(separator: ",")
    return
      #"{"id":"t\#(number)","shop_id":"s\#(number % Self.shops)","skills":[\#(skills)],"capacity":\#(capacity(of: number)),\#(point(number))}"#
  }

  private func job(_ number: Int) -> String {
    #"{"id":"j\#(number)","shop_id":"s\#(number % Self.shops)","skills":["\#(skill(of: number))"],\#(point(number + 5_000))}"#
  }

  private func rulebook() throws -> Rulebook {
    let loaded = Rulebooks.load(files: [SourceFile(path: "rules.yaml", text: Self.rules)])
    if let rulebook = loaded.rulebook { return rulebook }
    throw WrongAnswer(
      description: DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts))
  }

  private static let rules = """
    entity: technician
    table: technicians
    key: id
    fields: { id: string, shop_id: string, skills: [string], capacity: int, lat: double, lon: double }
    related: { jobs: { entity: job, by: technician_id } }
    facts: { open_jobs: { count: jobs, if: row.status == "assigned" } }
    ---
    entity: job
    table: jobs
    key: id
    fields:
      id: string
      shop_id: string
      technician_id?: { entity: technician }
      skills: [string]
      status: string
      lat: double
      lon: double
    ---
    event: technician.joined
    data: { id: string, shop_id: string, skills: [string], capacity: int, lat: double, lon: double }
    ---
    apply: technician.joined
    do:
      - insert: technicians
        set:
          id: "${event.id}"
          shop_id: "${event.shop_id}"
          skills: "${event.skills}"
          capacity: "${event.capacity}"
          lat: "${event.lat}"
          lon: "${event.lon}"
    ---
    event: job.created
    data: { id: string, shop_id: string, skills: [string], lat: double, lon: double }
    ---
    apply: job.created
    do:
      - insert: jobs
        set:
          id: "${event.id}"
          shop_id: "${event.shop_id}"
          skills: "${event.skills}"
          status: open
          lat: "${event.lat}"
          lon: "${event.lon}"
    ---
    event: job.due
    data: { job_id: { entity: job } }
    ---
    event: shift.started
    ---
    action: assign
    params: { item: string, to: string }
    ---
    routing: jobs
    on: job.due
    among: technician
    eligible:
      shop: candidate.shop_id == job.shop_id
      skills: job.skills.all(skill, skill in candidate.skills)
      capacity: candidate.open_jobs < candidate.capacity
    score:
      load: { weight: 3, value: 1.0 - double(candidate.open_jobs) / double(candidate.capacity) }
      distance:
        weight: 2
        value: 1.0 - min(geo.km(candidate.lat, candidate.lon, job.lat, job.lon) / 50.0, 1.0)
    do:
      - update: jobs
        where: { id: "${job.id}" }
        set: { status: assigned, technician_id: "${candidate.id}" }
      - assign: { item: "${job.id}", to: "${candidate.id}" }
    fallback: { queue: dispatch }
    backlog: { on: shift.started, of: job, if: job.status == "open" }
    """
}
