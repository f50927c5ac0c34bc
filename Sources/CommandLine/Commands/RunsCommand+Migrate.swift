internal import Host
internal import RulesEngine
internal import Store

extension RunsCommand {
  /// The runs of one workflow that began with one earlier version.
  private struct Version {
    var workflow: String
    var from: String
    var to: String
    var fit: [Int64] = []
    /// What keeps others back, with the runs.
    var conflicts: [(message: String, runs: [Int64])] = []

    mutating func add(_ run: Int64, conflict message: String) {
      if let known = conflicts.firstIndex(where: { $0.message == message }) {
        conflicts[known].runs.append(run)
      } else {
        conflicts.append((message, [run]))
      }
    }
  }

  /// `bylaw runs migrate --rules rules --db shop.db`.
  static func migrate(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.required("db", self)
    let rulebook = try GoodRulebook.load(try arguments.required("rules", self))
    let trial = try RunTrial(rulebook: rulebook, database: path)
    let versions = try versions(candidates(arguments, trial.store), trial)
    guard !versions.isEmpty else {
      Console.print("all open runs are carried out by the current version of their workflow")
      return Failure.clean
    }
    for version in versions { tell(version) }
    let tasks = versions.flatMap { version in
      version.fit.map { (run: $0, operation: RunOperation.migrate(to: version.to)) }
    }
    let stuck = versions.contains { !$0.conflicts.isEmpty }
    guard arguments.has("yes"), !tasks.isEmpty else {
      Console.print("nothing was done" + (tasks.isEmpty ? "" : "; say --yes to let those go on that can"))
      return stuck ? Failure.findings : Failure.clean
    }
    try ask(tasks, arguments, try store(arguments))
    Console.print("asked for: migrate \(count(tasks.count)); " + whoDoesIt)
    return stuck ? Failure.findings : Failure.clean
  }

  private static func candidates(_ arguments: Arguments, _ store: Store) throws -> [RunRecord] {
    guard arguments.operands.count > 1 || arguments.has("all") else {
      var found: [RunRecord] = []
      var filter = LogFilter(name: arguments["workflow"], state: arguments["status"], newestFirst: false)
      filter.subject = arguments["subject"]
      try store.runs(filter) { run in
        if run.status.isOpen { found.append(run) }
        return true
      }
      return found
    }
    return try runs(arguments, store, .cancel)
  }

  /// Tries each run, and sorts them by the version they began with.
  private static func versions(_ runs: [RunRecord], _ trial: RunTrial) throws -> [Version] {
    var versions: [Version] = []
    for run in runs {
      guard let to = trial.currentVersion(of: run), to != run.hash else { continue }
      let known = versions.firstIndex { $0.workflow == run.workflow && $0.from == run.hash }
      let position = known ?? versions.count
      if known == nil { versions.append(Version(workflow: run.workflow, from: run.hash, to: to)) }
      let made = try trial.perform(.migrate(to: to), run: run.number)
      if let error = made.first?.record.errors.first(where: { ["R0420", "R0423"].contains($0.code) }) {
        let message = error.message.trimmingPrefix("run \(run.number): ")
        versions[position].add(run.number, conflict: String(message))
      } else {
        versions[position].fit.append(run.number)
      }
    }
    return versions
  }

  private static func tell(_ version: Version) {
    let stuck = version.conflicts.reduce(0) { $0 + $1.runs.count }
    Console.print(
      "\(version.workflow), begun with \(version.from.prefix(8)), now \(version.to.prefix(8)): "
        + "\(count(version.fit.count)) can go on with it, \(Console.grouped(stuck)) cannot")
    for conflict in version.conflicts {
      let names = conflict.runs.prefix(5).map { "r-\($0)" } + (conflict.runs.count > 5 ? ["..."] : [])
      Console.print("  \(names.joined(separator: ", ")): \(conflict.message)")
    }
    if version.conflicts.contains(where: { $0.message.contains("does not say how runs go on") }) {
      Console.print("  add to the workflow: migrate: { from: \(version.from.prefix(8)) }")
    }
  }

  /// `1 run`, `1,200 runs`.
  static func count(_ runs: Int) -> String { "\(Console.grouped(runs)) \(runs == 1 ? "run" : "runs")" }
}
