/// `migrate: { from: 3f2a91c0, steps: { remind: nudge }, timers: restart }`, as written and as carried out.
package struct Migration: Sendable {
  /// How the hash of the earlier version begins.
  package var from: String
  /// What steps of the earlier version have become, by their ids or paths.
  package var steps: [(old: String, new: Located<String>)] = []
  package var timers = Timers.keepRemaining

  /// What becomes of the times that runs wait for.
  package enum Timers: String, Sendable, CaseIterable {
    /// They stay.
    case keepRemaining = "keep_remaining"
    /// They begin anew, as long as the new version says.
    case restart
  }
}

extension ValueReader where Value == Migration {
  /// One earlier version, and how its runs go on.
  static var migration: ValueReader<Migration> {
    .mapping("migration") { keys in
      let from = keys.required("from", .hash)
      let steps = keys.optional("steps", .table(of: .locatedText)) ?? []
      let timers = keys.optional("timers", .choice(of: Migration.Timers.self)) ?? .keepRemaining
      return from.map { from in
        Migration(
          from: from, steps: steps.map { (old: $0.key.located.value, new: $0.value) }, timers: timers)
      }
    }
  }
}

extension ValueReader where Value == String {
  /// At least eight digits of a SHA-256.
  fileprivate static var hash: ValueReader<String> {
    ValueReader<String>.text.then { text, node, context in
      let digits = "0123456789abcdef".utf8
      if (8...64).contains(text.utf8.count), text.utf8.allSatisfy({ digits.contains($0) }) { return text }
      context.diagnostics.add(
        .error(
          "W0108", "`\(text)` is not the hash of a version", at: node.span,
          help: ["give at least its first 8 digits, as `bylaw runs migrate` prints them"]))
      return nil
    }
  }
}

extension WorkflowLinking {
  /// Checks that the steps which `migrate` names are there.
  func check(_ migrations: [Migration]) {
    let known = compiled.steps.flatMap { [$0.id, $0.path].compactMap(\.self) }
    for migration in migrations {
      for step in migration.steps where !known.contains(step.new.value) {
        linker.unknown("N0243", "step", step.new, among: compiled.steps.compactMap(\.id))
      }
    }
  }
}
