/// A workflow as it was when runs began with it.
public struct PinnedWorkflow: Sendable, Equatable {
  /// SHA-256 over what is written, without comments and layout, and over what plugins declare of what it names.
  public var hash: String
  /// The documents it was written as: its own, or its template and the instance of it.
  public var documents: [SourceFile]
  /// What it names of plugins, as they declared it.
  public var plugins: [PluginUse]

  public init(hash: String, documents: [SourceFile], plugins: [PluginUse] = []) {
    self.hash = hash
    self.documents = documents
    self.plugins = plugins
  }
}

extension Rulebook {
  /// The workflows that runs may be carried out by, each once: what a store keeps for later.
  public var pinnedWorkflows: [PinnedWorkflow] {
    var known: Set<String> = []
    return workflows.filter { known.insert($0.hash).inserted }.map {
      PinnedWorkflow(hash: $0.hash, documents: $0.documents, plugins: $0.plugins)
    }
  }
}
