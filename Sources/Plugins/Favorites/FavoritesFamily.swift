package import CEL
package import RulesEngine
internal import Synchronization

/// Questions at a good moment: what is asked, and what the answer leads to.
package final class FavoritesFamily: Family {
  let registry = PromptRegistry()

  package init() {}

  package var kinds: [Kind] { [.prompt(registry)] }

  package var functions: [FunctionDeclaration] { [ByFrequency.function] }

  package func complete(_ draft: inout RulebookDraft, _ diagnostics: Diagnostics) {
    PromptEvents.provide(registry.prompts, in: &draft, diagnostics)
  }
}

/// The `prompt:` definitions of one rulebook, in the order of the files.
final class PromptRegistry: Sendable {
  private let state = Mutex<[PromptDraft]>([])

  var prompts: [PromptDraft] { state.withLock { $0 } }

  func add(_ prompt: PromptDraft) { state.withLock { $0.append(prompt) } }
}

/// What prompts bring with them: the answer, and the news that none came.
enum PromptEvents {
  static let answered = "prompt.answered"
  static let expired = "prompt.expired"

  static func provide(_ prompts: [PromptDraft], in draft: inout RulebookDraft, _ diagnostics: Diagnostics) {
    guard let first = prompts.first else { return }
    let place = first.header.id.span
    let starts = prompts.flatMap(\.header.on).map(\.value)
    let events = draft.events.filter { starts.contains($0.name.value) }
    let subjects = Set(events.map { $0.subject?.value ?? "" })
    let subject = subjects.count == 1 ? events.first?.subject : nil
    var event = EventDraft(name: Located(expired, place), subject: subject)
    event.fields = FieldDraft.list([("prompt", "string")], at: place)
    draft.provide(event)
    if let own = draft.events.first(where: { $0.name.value == answered }) {
      let lacking = ["prompt", "answer"].filter { name in !own.fields.contains { $0.name.value == name } }
      guard !lacking.isEmpty else { return }
      let list = lacking.map { "`\($0): string`" }.joined(separator: " and ")
      diagnostics.add(
        .error(
          "N0250", "prompts need more of the event `\(answered)`", at: own.name.span, label: "lacks \(list)",
          help: ["add the field\(lacking.count == 1 ? "" : "s") \(list)"]))
      return
    }
    event = EventDraft(name: Located(answered, place), subject: subject)
    event.fields = FieldDraft.list([("prompt", "string"), ("answer", "string")], at: place)
    for name in prompts.flatMap(\.key).compactMap(\.text) where name.hasPrefix("event.") {
      // What only some of the questions are about need not come with every answer.
      let isShared = prompts.allSatisfy { $0.key.contains { $0.text == name } }
      let known = events.flatMap(\.fields).first { "event.\($0.name.value)" == name }
      guard var field = known, !event.fields.contains(where: { $0.name.value == field.name.value }) else {
        continue
      }
      field.type.isOptional = field.type.isOptional || !isShared
      event.fields.append(field)
    }
    draft.provide(event)
  }
}
