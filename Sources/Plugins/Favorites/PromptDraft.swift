internal import CEL
internal import RulesEngine

/// `prompt: add-to-favorites`, as written.
struct PromptDraft: Sendable {
  struct Choice: Sendable {
    /// What the customer reads.
    var label: String
    /// What the answer says: the label in small letters with hyphens where it is not said.
    var answer: String
    var steps: [StepDraft]
    var span: SourceSpan
  }

  /// A choice for each item of a list.
  struct EachChoice: Sendable {
    /// An expression that gives the answers, a list of texts.
    var list: Node
    /// What an item is called in `label` and `do`.
    var name: Located<String>
    /// What the customer reads; the item itself where it is not said.
    var label: Node?
    /// More items than this are not shown.
    var max: Int
    var steps: [StepDraft]
  }

  var header: DefinitionHeader
  /// What is asked about; what the cool-down is for where it is not said, else the event's subject.
  var key: [Node] = []
  var title: Node
  var choices: [Choice]
  /// The choices that follow from a list; they stand before the others.
  var each: EachChoice?
  var action: Located<String>
  var withdraw: Located<String>?
  /// Further parameters of the action.
  var arguments: Node?
  var expires: DelayDraft?
  var expiresNode: Node?
  /// After which there is nothing to ask any more.
  var until: [AwaitedDraft] = []
  var condition: Node?
  /// What else is done when the question is asked.
  var steps: [StepDraft] = []
  var node: Node

  var id: String { header.id.value }
}
