internal import CEL
package import RulesEngine

extension Plugin {
  /// The kinds of definitions it adds: what a definition says is turned by the plugin into definitions of known kinds.
  package var kinds: [Kind] {
    manifest.kinds.enumerated().map { index, kind in
      let offset = manifest.functions.count
      return Kind(kind.name.value) { keys, definition, decoding in
        var fields: [(String, Node)] = []
        var isComplete = true
        for name in kind.required {
          if let node = keys.required(name, .node) { fields.append((name, node)) } else { isComplete = false }
        }
        for name in kind.optional {
          if let node = keys.optional(name, .node) { fields.append((name, node)) }
        }
        guard isComplete, !definition.id.value.isEmpty else { return }
        let lowering = KindLowering(self, export: offset + index, id: definition.id, root: keys.node)
        let source = SourceFile(path: keys.node.source.file, utf8: [])
        guard
          decoding.expand(
            { lowering.definitions(fields, decoding.diagnostics) }, { decoding.decode($0, in: source) })
        else { return lowering.refuseMore(decoding.diagnostics) }
      }
    }
  }
}

/// Turns one definition of a plugin's kind into definitions of known kinds.
struct KindLowering {
  private let plugin: Plugin
  private let export: Int
  private let id: Located<String>
  private let root: Node

  init(_ plugin: Plugin, export: Int, id: Located<String>, root: Node) {
    self.plugin = plugin
    self.export = export
    self.id = id
    self.root = root
  }

  /// The definitions, as if they stood in the file; none after reporting why.
  func definitions(_ fields: [(String, Node)], _ diagnostics: Diagnostics) -> [Node] {
    let given = Value.map(Map(fields.map { ($0.0, Self.value($0.1)) }))
    let result: Value?
    do throws(ScriptError) {
      result = try plugin.pool.use { instance throws(ScriptError) in
        guard let function = instance.exports[export] else { return nil }
        return try instance.call(function, with: [.string(id.value), given])
      }
    } catch {
      diagnostics.add(
        .error(
          "L0805", error.message, at: id.span,
          notes: error.places.first.map { ["the plugin says so at \($0.file):\($0.line)"] } ?? []))
      return []
    }
    var nodes = NodeMaker(root, id.span)
    guard case .list(let list)? = result else { return refuse(diagnostics) }
    let made = list.elements.compactMap { nodes.definition($0) }
    return made.count == list.count ? made : refuse(diagnostics)
  }

  func refuseMore(_ diagnostics: Diagnostics) {
    diagnostics.add(
      .error(
        "L0805", "plugin `\(plugin.manifest.name.value)` makes definitions of definitions without end",
        at: id.span,
        notes: ["at most \(Expansion.maxDepth) deep, and \(Expansion.maxCount) of one that is written"]))
  }

  private func refuse(_ diagnostics: Diagnostics) -> [Node] {
    diagnostics.add(
      .error(
        "L0805", "plugin `\(plugin.manifest.name.value)` made no definitions of this", at: id.span,
        notes: ["it must return a list of `{ kind, id, fields }`"]))
    return []
  }

  /// What is written, as plain texts, lists and maps.
  static func value(_ node: Node) -> Value {
    switch node.content {
    case .scalar(let scalar): .string(scalar.text)
    case .sequence(let items): .list(List(items.map(value)))
    case .mapping(let entries): .map(Map(entries.map { ($0.name, value($0.value)) }))
    }
  }
}

/// Makes nodes of values. A text that was written in the definition keeps its place, so that a mistake in it is shown
/// where the author wrote it; all else stands at the definition's name.
private struct NodeMaker {
  private var written: [String: Node] = [:]
  private let source: SourceText
  private let place: Range<Int>

  init(_ root: Node, _ name: SourceSpan) {
    source = root.source
    place = name.range
    collect(root)
  }

  private mutating func collect(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): if written[scalar.text] == nil { written[scalar.text] = node }
    case .sequence(let items): for item in items { collect(item) }
    case .mapping(let entries):
      for entry in entries {
        collect(entry.value)
        collect(entry.key)
      }
    }
  }

  /// `{ "rule", "thank-you", { on = ..., ... } }` as a mapping whose first key is the kind.
  mutating func definition(_ value: Value) -> Node? {
    guard case .list(let parts) = value, parts.count == 3, case .string(let kind) = parts.elements[0],
      case .string(let id) = parts.elements[1], case .mapping(let rest) = node(parts.elements[2]).content
    else { return nil }
    return Node(.mapping([Node.Entry(key: text(kind), value: text(id))] + rest), range: place, in: source)
  }

  private func node(_ value: Value) -> Node {
    switch value {
    case .list(let list): Node(.sequence(list.elements.map { node($0) }), range: place, in: source)
    case .map(let map):
      Node(
        .mapping(zip(map.keys, map.values).map { Node.Entry(key: text($0.text), value: node($1)) }),
        range: place,
        in: source)
    default: text(value.text)
    }
  }

  private func text(_ text: String) -> Node {
    if let node = written[text] { return node }
    var offsets = OffsetMap(startingAt: place.lowerBound)
    offsets.append(source: place, decodedLength: text.utf8.count)
    return Node(.scalar(Scalar(text, style: .plain, offsets: offsets)), range: place, in: source)
  }
}
