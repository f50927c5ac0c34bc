internal import CEL

extension TestJudge {
  func row(_ row: RowPattern, exists: Bool, _ expectation: Expectation) -> TestFailure? {
    let entity = rulebook.model.entities[row.entity]
    let name = "`\(entity.name)` \(row.key.identity)"
    do {
      if row.isRow, try world.exists(entity: row.entity, key: row.key) != exists, exists || row.values.isEmpty
      {
        return TestFailure(
          exists ? "there is no \(name)" : "there is a row \(name), and it should not be there",
          at: expectation.span)
      }
      var differences: [Difference] = []
      for expected in row.values {
        let value = try world.read(entity: row.entity, key: row.key, slot: expected.slot)
        if let difference = Difference(expected.field, value) { differences.append(difference) }
      }
      if !exists {
        guard !row.values.isEmpty, differences.isEmpty, try world.exists(entity: row.entity, key: row.key)
        else {
          return nil
        }
        return TestFailure("\(name) is as it should not be", at: expectation.span)
      }
      guard !differences.isEmpty else { return nil }
      var failure = TestFailure("\(name) is not as expected", at: expectation.span)
      failure.notes = differences.map(\.line)
      failure.point(at: differences)
      return failure
    } catch {
      return TestFailure("\(name) cannot be read: \(error.message)", at: expectation.span)
    }
  }

  func segment(
    _ entity: Int, _ key: Value, _ names: [String], _ holds: Bool, _ expectation: Expectation
  ) -> TestFailure? {
    let what = "`\(rulebook.model.entities[entity].name)` \(key.identity)"
    do {
      let known = try world.segments(entity: entity, key: key)
      let wrong = names.filter { known.contains($0) != holds }
      guard !wrong.isEmpty else { return nil }
      return TestFailure(
        "\(what) \(holds ? "is not" : "is") in the segment \(wrong.map { "`\($0)`" }.joined(separator: ", "))",
        at: expectation.span, notes: ["in: \(known.isEmpty ? "none" : known.joined(separator: ", "))"])
    } catch {
      return TestFailure("\(what) cannot be read: \(error.message)", at: expectation.span)
    }
  }

  func condition(_ plan: CheckPlan, _ expectation: Expectation) -> TestFailure? {
    let (verdict, reasons) = world.test(plan)
    switch verdict {
    case .true: return nil
    case .false: return TestFailure("this does not hold", at: expectation.span, notes: reasons)
    case .missing(let error):
      return TestFailure("this does not hold: \(error.message)", at: expectation.span, notes: reasons)
    case .error(let error):
      return TestFailure(
        "this cannot be evaluated: \(error.code): \(error.message)", at: expectation.span, notes: reasons)
    }
  }

  func matched(_ names: [String], _ holds: Bool, _ expectation: Expectation) -> TestFailure? {
    let matched = log.decisions.filter { decision in
      expectation.at.map { $0 == decision.record.at } ?? true
    }.flatMap(\.record.matched)
    guard let wrong = names.first(where: { matched.contains($0) != holds }) else { return nil }
    guard holds else {
      return TestFailure(
        "`\(wrong)` matched, and it should not", at: expectation.span, notes: explanations(of: wrong))
    }
    return TestFailure("`\(wrong)` did not match", at: expectation.span, notes: explanations(of: wrong))
  }

  /// What became of one definition on each event that it answers.
  private func explanations(of name: String) -> [String] {
    let explainer = Explainer(rulebook: rulebook)
    let lines = log.decisions.flatMap { decision in
      explainer.explain(decision.event, decision.record, only: name).items.flatMap { item in
        ["on \(decision.event.typeName): \(item.outcome.rawValue)"] + item.reasons.map { "  \($0.text)" }
      }
    }
    return lines.isEmpty ? ["nothing that it answers happened"] : lines
  }
}
