package import CEL
package import RulesEngine

/// The families that every rulebook can use. A new one is added here, and nowhere else.
package enum Families {
  /// Fresh ones, for one rulebook.
  ///
  /// - Parameter instant: when the rulebook is checked, for what depends on the days ahead.
  package static func make(at instant: Timestamp? = nil) -> [any Family] {
    [FeeFamily(), EscalationFamily(at: instant), RoutingFamily(), FavoritesFamily(), RetentionFamily()]
  }
}
