internal import CEL
internal import RulesEngine

/// `sla: first-response`, as written.
struct ClockDraft: Sendable {
  /// A length of time for one value of `by`; for every value where it names none.
  struct Target: Sendable {
    var value: Located<String>?
    var length: Located<DurationLiteral>
  }

  var header: DefinitionHeader
  /// What one clock is about.
  var key: Node?
  var targets: [Target]
  /// Where `target` is written.
  var targetSpan: SourceSpan
  /// Chooses the target.
  var by: Node?
  var calendar: Located<String>?
  var pause: Node?
  var met: [AwaitedDraft] = []
  var cancel: [AwaitedDraft] = []
  /// Hundredths of the target at which to warn, ascending.
  var warnings: [Int] = []
  /// The document, for what nobody wrote.
  var node: Node

  var id: String { header.id.value }

  /// The target of the clocks whose `by` has no target of its own.
  static let other = "default"

  /// What one clock is about: `key`, else the field that the first starting event is named for, else its subject.
  func key(in draft: RulebookDraft) -> Node {
    if let key { return key }
    let start = header.on.first?.value ?? ""
    let noun = start.prefix { $0 != "." }
    let event = draft.events.first { $0.name.value == start }
    let field = event?.fields.first { $0.name.value == "\(noun)_id" }
    var composed = ComposedExpression(at: node)
    composed.add(field.map { "event.\($0.name.value)" } ?? "event.meta.subject")
    return composed.node
  }
}
