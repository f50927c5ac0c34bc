/// A part of a definition that counts on some occasions and not on others: a tier of a fee, a step of `relax`.
///
/// Code says which parts it has, and with each decision which of them counted; so tests can tell what none of them has
/// tried.
package struct CodePart: Sendable {
  /// What tells it from the other parts of its definition, such as `tier 2`.
  package var name: String
  /// What it means that it never counted, such as `its tier 2 was never reached`.
  package var gap: String
  /// Where it is written; nil for the definition as a whole.
  package var span: SourceSpan?

  package init(_ name: String, gap: String, at span: SourceSpan? = nil) {
    self.name = name
    self.gap = gap
    self.span = span
  }

  /// A part that counted.
  package struct Use: Sendable, Hashable {
    /// The definition, such as `fee/platform-commission`.
    package var definition: String
    package var part: String
  }
}

extension DecisionContext {
  /// Says that a part of the definition counted; see `DecisionCode.parts`.
  package func use(_ part: String) { effects.uses.append(.init(definition: definition, part: part)) }
}
