internal import CEL

extension TestJudge {
  /// Looks for runs of workflows, or for steps that they took.
  func run(
    _ pattern: RunPattern, _ count: Expectation.Count, _ expectation: Expectation
  ) -> TestFailure? {
    let runs = log.runs.filter {
      pattern.workflow == nil || TenantName.split($0.record.workflow).name == pattern.workflow
    }
    let found =
      pattern.path == nil ? runs.count { pattern.fits($0.record) } : steps(runs, pattern, expectation)
    guard !count.allows(found) else { return nil }
    let what = pattern.path == nil ? "a run" : "a step"
    return TestFailure(
      "expected \(what) that is \(pattern.words) \(count.words), and there \(found == 1 ? "was one" : "were \(found)")",
      at: expectation.span, notes: runs.isEmpty ? ["no run was started"] : runs.flatMap(lines))
  }

  private func steps(_ runs: [TestLog.Run], _ pattern: RunPattern, _ expectation: Expectation) -> Int {
    runs.flatMap(\.steps).count { step in
      step.path == pattern.path && (pattern.outcome == nil || step.outcome == pattern.outcome)
        && (expectation.at == nil || expectation.at == step.at)
    }
  }

  private func lines(_ run: TestLog.Run) -> [String] {
    let reason = run.record.reason.map { " (\($0))" } ?? ""
    let key = run.record.key.isEmpty ? "" : " for \(run.record.key)"
    return ["\(run.record.workflow)\(key): \(run.record.status.rawValue)\(reason)"]
      + run.steps.map { "  \($0.at)  \($0.path): \($0.outcome)" }
  }
}

extension RunPattern {
  func fits(_ run: RunRecord) -> Bool {
    (status == nil || status == run.status) && (key == nil || key == run.key)
      && (reason == nil || reason == run.reason)
  }

  /// What is expected, for people.
  var words: String {
    let parts = [
      ("workflow", workflow), ("status", status?.rawValue), ("key", key), ("reason", reason), ("path", path),
      ("outcome", outcome),
    ]
    return parts.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
  }
}
