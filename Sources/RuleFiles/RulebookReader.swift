internal import CEL
internal import RulesEngine

/// Reads the documents of a rulebook into drafts: the common ones, and for each tenant those with its own in their
/// place.
struct RulebookReader {
  /// The texts that findings point into.
  var texts = SourceTexts()
  private let files: [SourceFile]
  private let prefix: String
  private let functions: [FunctionDeclaration]
  private let zones: ZoneDatabase
  private let extensions: RulebookExtensions?
  private let pinned: [PinnedWorkflow]
  /// What was parsed, by path, where the common files are read for tenants, too.
  private var parsed: [String: YAMLFile] = [:]
  private let isShared: Bool

  /// What was read for one rulebook.
  struct Reading {
    var part: RulebookPart
    var diagnostics: Diagnostics
    /// Whether everything could be read, so that it makes sense to link it.
    var isComplete: Bool
    /// The entities that are declared, without those that families bring.
    var entities: Set<String>
  }

  init(
    _ files: [SourceFile], under prefix: String, _ functions: [FunctionDeclaration], _ zones: ZoneDatabase,
    _ extensions: RulebookExtensions?, _ pinned: [PinnedWorkflow], isShared: Bool
  ) {
    self.isShared = isShared
    self.files = files
    self.prefix = prefix
    self.functions = functions
    self.zones = zones
    self.extensions = extensions
    self.pinned = pinned
  }

  /// Reads the common rules, or those that a tenant has.
  mutating func read(
    _ tenant: TenantFolders.Folder?, _ families: [any Family], _ diagnostics: Diagnostics
  ) -> Reading {
    let all = (files + (tenant?.files ?? [])).map { SourceFile(path: prefix + $0.path, utf8: $0.utf8) }
    let byPath = Dictionary(all.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let (added, hasPlugins) = RulebookLoader.loadPlugins(
      of: all, under: prefix, extensions, diagnostics, &texts)
    let decoding = Decoding(
      diagnostics: diagnostics, kinds: Kind.core + families.flatMap(\.kinds) + added.kinds
    ) { byPath[$0] }
    // Names that a plugin would have added must not be reported as unknown.
    if !hasPlugins { decoding.noteIncomplete() }
    var overlay = TenantOverlay(tenant, scripts(of: tenant), documents(of: tenant))
    for file in files where !file.path.hasPrefix("plugins/") {
      decode(file, decoding, added, &overlay)
    }
    if let tenant { decode(tenant, decoding, added, &overlay) }
    decoding.expandInstances()
    decoding.decode(pinned: pinned) { YAMLParser.parse($0.utf8, file: $0.path).documents.map(\.root) }
    decoding.draft.tenant = tenant?.id
    decoding.draft.actions += added.actions
    decoding.draft.computed = added.computed
    decoding.draft.plugins = added.plugins
    let entities = Set(decoding.draft.entities.map(\.name.value))
    for family in families where decoding.isComplete { family.complete(&decoding.draft, diagnostics) }
    let known = functions + families.flatMap(\.functions) + added.functions
    return Reading(
      part: RulebookPart(tenant: tenant?.id, draft: decoding.draft, functions: known),
      diagnostics: diagnostics, isComplete: decoding.isComplete, entities: entities)
  }

  /// Nothing more is read: the trees go before rules are linked.
  mutating func finish() { parsed = [:] }

  private static func isYAML(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

  private mutating func parse(_ file: SourceFile) -> YAMLFile {
    if let known = parsed[file.path] { return known }
    let made = YAMLParser.parse(file.utf8, file: prefix + file.path)
    texts.add(made.source)
    if isShared { parsed[file.path] = made }
    return made
  }

  /// The documents of a file; what YAML has to say about it is reported.
  private mutating func documents(of file: SourceFile, _ decoding: Decoding) -> [Node] {
    let file = parse(file)
    decoding.diagnostics.add(contentsOf: file.findings)
    if !file.isComplete { decoding.noteIncomplete() }
    RulebookLoader.suppressOnLines(of: file, decoding.diagnostics)
    return file.documents.map(\.root)
  }

  /// A common file. What the tenant has of its own is read in the place of the common definition.
  private mutating func decode(
    _ file: SourceFile, _ decoding: Decoding, _ added: RulebookExtensions.Added,
    _ overlay: inout TenantOverlay
  ) {
    guard Self.isYAML(file.path) else { return decodeOther(file, decoding, without: overlay.names) }
    for root in documents(of: file, decoding) {
      guard let name = TenantOverlay.name(of: root), overlay.names.contains(name) else {
        decoding.decode(root, in: file)
        if file.path != "rulebook.yaml" { added.checks.forEach { $0(root, decoding.diagnostics) } }
        continue
      }
      guard let own = overlay.take(name) else { continue }
      decodeOwn(own, overlay.tenant, decoding, added)
    }
  }

  /// What a tenant has of its own beside what stood in the place of common definitions.
  private mutating func decode(
    _ tenant: TenantFolders.Folder, _ decoding: Decoding, _ added: RulebookExtensions.Added,
    _ overlay: inout TenantOverlay
  ) {
    for file in tenant.files {
      guard Self.isYAML(file.path) else {
        let count = decoding.draft.rules.count
        decodeOther(file, decoding, without: [])
        for position in decoding.draft.rules.indices.dropFirst(count) {
          decoding.draft.rules[position].header.tenant = tenant.id
        }
        continue
      }
      let isSettings = file.path == "\(TenantFolders.prefix)\(tenant.id)/rulebook.yaml"
      for root in documents(of: file, decoding) {
        if isSettings { decoding.decodeTenantSettings(root) }
      }
    }
    for root in overlay.rest { decodeOwn(root, tenant.id, decoding, added) }
  }

  private func decodeOwn(
    _ root: Node, _ tenant: String?, _ decoding: Decoding, _ added: RulebookExtensions.Added
  ) {
    if decoding.refusesForTenant(root) { return }
    decoding.tenant = tenant
    decoding.decode(root)
    decoding.tenant = nil
    added.checks.forEach { $0(root, decoding.diagnostics) }
  }

  /// A file that is not YAML: rows of a table, or rules in Lua.
  private mutating func decodeOther(_ file: SourceFile, _ decoding: Decoding, without names: Set<String>) {
    let shown = SourceFile(path: prefix + file.path, utf8: file.utf8)
    let source = SourceText(file: shown.path, utf8: file.utf8)
    texts.add(source)
    decoding.diagnostics.add(contentsOf: EncodingCheck(source).findings)
    guard file.path.hasSuffix(".lua") else { return }
    let count = decoding.draft.rules.count
    extensions?.script(shown, decoding)
    guard !names.isEmpty else { return }
    let own = decoding.draft.rules[count...].filter {
      !names.contains("\($0.header.kind)/\($0.header.id.value)")
    }
    decoding.draft.rules.replaceSubrange(count..., with: own)
  }

  // MARK: What a tenant has of its own

  private mutating func documents(of tenant: TenantFolders.Folder?) -> [Node] {
    guard let tenant else { return [] }
    return tenant.files.filter {
      Self.isYAML($0.path) && $0.path != "\(TenantFolders.prefix)\(tenant.id)/rulebook.yaml"
    }.flatMap { parse($0).documents.map(\.root) }
  }

  /// The names of the rules in a tenant's scripts.
  private func scripts(of tenant: TenantFolders.Folder?) -> Set<String> {
    let scratch = Decoding(diagnostics: Diagnostics(), kinds: []) { _ in nil }
    for file in tenant?.files ?? [] where file.path.hasSuffix(".lua") {
      extensions?.script(SourceFile(path: prefix + file.path, utf8: file.utf8), scratch)
    }
    return Set(scratch.draft.rules.map { "\($0.header.kind)/\($0.header.id.value)" })
  }
}

/// What a tenant puts in the place of common definitions, by kind and id.
struct TenantOverlay {
  /// The tenant; nil where nothing is replaced.
  let tenant: String?
  /// The names of everything it has of its own.
  private(set) var names: Set<String>
  private var documents: [(name: String?, root: Node)]

  init(_ tenant: TenantFolders.Folder?, _ scripts: Set<String>, _ documents: [Node]) {
    self.tenant = tenant?.id
    self.documents = documents.map { (Self.name(of: $0), $0) }
    names = scripts.union(self.documents.compactMap(\.name))
  }

  /// The kind and id of a definition; of an instance of a template, its own id.
  static func name(of root: Node) -> String? {
    guard let first = root.entries?.first else { return nil }
    let id = first.name == "use" ? root["id"] : first.value
    return id?.text.map { "\(first.name)/\($0)" }
  }

  /// The tenant's definition of this name, once.
  mutating func take(_ name: String) -> Node? {
    guard let position = documents.firstIndex(where: { $0.name == name }) else { return nil }
    return documents.remove(at: position).root
  }

  /// What was not taken, in the order of the files.
  var rest: [Node] { documents.map(\.root) }
}
