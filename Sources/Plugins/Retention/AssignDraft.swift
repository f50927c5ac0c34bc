internal import CEL
internal import RulesEngine

/// The first step of a journey: it draws the variant of whom it is about.
struct AssignDraft: CodeDraft {
  let draft: RetentionDraft

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    if let key = draft.key {
      return linking.compile(key).map { AssignCode(key: $0, salt: draft.salted, variants: draft.variants) }
    }
    return AssignCode(key: nil, salt: draft.salted, variants: draft.variants)
  }
}

private struct AssignCode: DecisionCode {
  let key: Program?
  let salt: String
  let variants: [(name: String, share: Int)]

  var writes: Bool { false }
  var parts: [CodePart] {
    variants.map { CodePart("variant \($0.name)", gap: "its variant `\($0.name)` was never drawn") }
  }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    let about = try context.about(key)
    guard let variant = Shares.variant(of: about, salt: salt, among: variants) else { return }
    context.use("variant \(variant)")
    context.setVariable("variant", to: .string(variant))
  }
}

extension DecisionContext {
  /// What a journey is about, as text.
  func about(_ key: Program?) throws(EvaluationError) -> String {
    if let key, let text = try value(key)?.text { return text }
    return event.subject ?? event.id
  }
}
