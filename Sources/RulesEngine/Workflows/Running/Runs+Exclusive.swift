internal import CEL

extension Runs {
  /// Whether a run may begin beside those of other workflows of its group that are open for its key: those of lower
  /// priority make way, and where one of the same priority or a higher one is open, the new one does not begin.
  func hasWay(_ machine: RunMachine, _ effects: inout Effects) throws(ProcessingError) -> Bool {
    guard let group = machine.plan.exclusive else { return true }
    let rivals = try rivals(of: machine, in: group)
    let own = priority(of: machine.plan)
    if let rival = rivals.first(where: { $0.priority >= own }) {
      try drop(
        machine,
        "run \(rival.run) of `\(rival.name)` with the key `\(machine.record.key)` is open, and of `\(group)` one may be",
        &effects)
      return false
    }
    for rival in rivals { try cancel(rival.run, "made way for `\(machine.plan.name)`", &effects) }
    return true
  }

  private func rivals(
    of machine: RunMachine, in group: String
  ) throws(ProcessingError) -> [(run: Int64, name: String, priority: Int)] {
    var rivals: [(run: Int64, name: String, priority: Int)] = []
    var seen: Set<String> = [machine.plan.name]
    for plan in rulebook.workflows where plan.exclusive == group && seen.insert(plan.name).inserted {
      let open = try storing { storage throws(StorageError) in
        try storage.openRuns(workflow: plan.name, key: machine.record.key)
      }
      let priority = priority(of: plan)
      rivals += open.map { ($0, plan.name, priority) }
    }
    return rivals
  }

  /// The priority of the definition that a run is of, as it is now; 0 where it is gone.
  func priority(of plan: WorkflowPlan) -> Int {
    if plan.definition >= 0 { return rulebook.definitions[plan.definition].priority }
    return rulebook.definitions.first { $0.name == plan.name }?.priority ?? 0
  }
}
