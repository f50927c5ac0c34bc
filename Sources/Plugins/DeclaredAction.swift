internal import CEL
internal import RulesEngine

/// An action of the platform, with the parameters that it takes.
struct DeclaredAction: Sendable {
  let position: Int
  private let parameters: Set<String>

  init?(_ name: String, at span: SourceSpan, _ linking: CodeLinking) {
    guard let found = linking.action(Located(name, span)) else { return nil }
    position = found.position
    parameters = Set(found.declaration.parameters.map(\.name))
  }

  /// Asks for it with those of the arguments that it takes.
  func ask(_ arguments: [(String, Value)], _ context: DecisionContext) throws(EvaluationError) {
    try context.act(position, arguments.filter { parameters.contains($0.0) })
  }
}
