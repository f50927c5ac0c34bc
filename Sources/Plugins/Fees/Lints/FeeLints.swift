internal import CEL
internal import RulesEngine

/// What is wrong with fees that can be read, but cannot be meant.
struct FeeLints {
  let draft: RulebookDraft
  let registry: FeeRegistry
  let diagnostics: Diagnostics

  func run() {}
}
