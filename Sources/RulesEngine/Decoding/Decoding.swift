/// The state of turning the documents of a rulebook into a draft.
package final class Decoding {
  /// What has been read so far.
  package var draft = RulebookDraft()
  /// Where mistakes go.
  package let diagnostics: Diagnostics
  /// Whether everything that others may refer to could be read. Otherwise names would be reported as unknown that are
  /// only hidden by another mistake, so nothing is linked.
  package private(set) var isComplete = true
  /// Reads a file of the rulebook by its path; nil where there is none.
  let file: @Sendable (String) -> SourceFile?
  /// The tenant whose documents are being read; nil for the common ones.
  package var tenant: String?
  var templates: [TemplateDraft] = []
  var instances: [InstanceDraft] = []
  /// The documents of the definition at hand: its own, or its template and the instance of it.
  package private(set) var roots: [Node] = []
  /// What `*.test.yaml` holds.
  var tests: [TestDraft] = []
  var fixtures: [FixtureDraft] = []
  /// The kinds that are known.
  let kinds: [Kind]
  var expansion = Expansion()

  /// Begins with an empty draft.
  ///
  /// - Parameters:
  ///   - kinds: the kinds that are known: the core's and those of plugins.
  ///   - file: reads another file of the rulebook, such as the rows of a table.
  package init(
    diagnostics: Diagnostics, kinds: [Kind] = Kind.core, file: @escaping @Sendable (String) -> SourceFile?
  ) {
    self.diagnostics = diagnostics
    self.kinds = kinds
    self.file = file
  }

  /// Decodes one document: its first key names its kind.
  package func decode(_ root: Node) {
    roots = [root]
    let errors = diagnostics.count(of: .error)
    decodeDefinition(root)
    if !Kind.leaves.contains(root.entries?.first?.name ?? ""),
      diagnostics.count(of: .error) > errors || diagnostics.hasError(in: root.span)
    {
      isComplete = false
    }
  }

  /// Begins with an instance of a template.
  func begin(_ template: TemplateDraft, _ instance: InstanceDraft) {
    roots = [template.root, instance.root].compactMap(\.self)
  }

  /// Says that definitions are missing, because a document could not be read.
  package func noteIncomplete() { isComplete = false }

  private func decodeDefinition(_ root: Node) {
    guard let entries = root.entries, let first = entries.first else {
      if !root.isNull { reportForm(root) }
      return
    }
    guard let kind = kinds.first(where: { $0.name == first.name }) else { return reportKind(first, entries) }
    guard let keys = MappingReader(root, kind.name, ReadContext(diagnostics, name: kind.name)) else { return }
    guard let id = keys.required(kind.name, kind.idReader) else {
      // Without a name there is nothing to hang the rest on; its keys are still checked.
      kind.decode(keys, Definition(id: Located("", first.value.span)), self)
      _ = keys.finish()
      return
    }
    var definition = Definition(id: id)
    definition.tenant = tenant
    kind.decode(keys, definition, self)
    _ = keys.finish()
  }

  private func reportForm(_ root: Node) {
    let help =
      root.items == nil
      ? "start with its kind and id, as in `rule: thank-vip`"
      : "write each definition without `- ` in front, and a line `---` between two of them"
    diagnostics.add(
      .error(
        "W0103", "a definition is a mapping, found \(root.kindInWords)", at: root.headSpan, help: [help]))
  }

  private func reportKind(_ first: Node.Entry, _ entries: [Node.Entry]) {
    let names = kinds.map(\.name)
    if let later = entries.first(where: { names.contains($0.name) }) {
      diagnostics.add(
        .error(
          "W0105", "a definition begins with its kind", at: first.key.span, label: "this key comes too early",
          related: [.init("the kind", at: later.key.span)], help: ["move `\(later.name):` to the top"]))
      return
    }
    if let help = Self.otherFile(first.name, isTestFile: names.contains("test")) {
      diagnostics.add(
        .error("W0105", "`\(first.name)` does not belong into this file", at: first.key.span, help: [help]))
      return
    }
    let meant = Suggestion.best(for: first.name, among: names)
    diagnostics.add(
      .error(
        "W0105", "no kind of definition is called `\(first.name)`", at: first.key.span,
        notes: ["kinds: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
        help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(first.key.span, $0) }))
  }

  /// Where tests and rules belong when they stand in each other's files.
  private static func otherFile(_ kind: String, isTestFile: Bool) -> String? {
    if !isTestFile, ["test", "fixture"].contains(kind) {
      return "move it into a file whose name ends in `.test.yaml`, beside what it tests"
    }
    guard isTestFile, Kind.core.contains(where: { $0.name == kind }) else { return nil }
    return "move it into a file of the rulebook; `.test.yaml` files hold tests and fixtures only"
  }

  /// A definition about to be decoded: its name, and the inputs of the template it is made from.
  package struct Definition {
    package var id: Located<String>
    package var inputs: [(name: String, type: FieldType, value: Node)] = []
    package var tenant: String?

    package init(id: Located<String>) { self.id = id }
  }
}

/// A kind of definition: `rule`, `table`, ...
package struct Kind {
  package let name: String
  /// Reads the value of the first key.
  let idReader: ValueReader<Located<String>>
  let decode: (MappingReader, Decoding.Definition, Decoding) -> Void

  /// A kind whose decoder reads the keys of one definition and adds what it means to the draft.
  package init(
    _ name: String, id: ValueReader<Located<String>> = .locatedIdentifier,
    decode: @escaping (MappingReader, Decoding.Definition, Decoding) -> Void
  ) {
    self.name = name
    idReader = id
    self.decode = decode
  }

  /// The kinds that no other definition refers to.
  static let leaves: Set<String> = [
    "rule", "apply", "absence", "schedule", "use", "dwell", "crossing", "burst",
  ]

  /// The kinds of the core.
  package static var core: [Kind] {
    [
      .entity, .event, .apply, .action, .score, .segment, .rule, .table, .workflow, .absence, .schedule,
      .template, .use, .calendar, .dwell, .crossing, .burst,
    ]
  }
}

extension ValueReader where Value == Located<String> {
  /// An identifier with its place.
  package static var locatedIdentifier: ValueReader<Located<String>> {
    ValueReader<String>.identifier.then { text, node, _ in Located(text, node.span) }
  }

  /// A text with its place.
  package static var locatedText: ValueReader<Located<String>> {
    ValueReader<String>.text.then { text, node, _ in Located(text, node.span) }
  }
}

extension Node {
  /// Its text with its place.
  package var located: Located<String> { Located(text ?? "", span) }
}
