package import RulesEngine

/// The families that every rulebook can use. A new one is added here, and nowhere else.
package enum Families {
  /// Fresh ones, for one rulebook.
  package static func make() -> [any Family] {
    [FeeFamily(), EscalationFamily(), RoutingFamily(), FavoritesFamily(), RetentionFamily()]
  }
}
