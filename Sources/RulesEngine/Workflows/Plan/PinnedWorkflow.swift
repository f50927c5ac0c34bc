/// A workflow as it was when runs began with it.
public struct PinnedWorkflow: Sendable, Equatable {
  /// SHA-256 over what is written, without comments and layout.
  public var hash: String
  /// The documents it was written as: its own, or its template and the instance of it.
  public var documents: [SourceFile]

  public init(hash: String, documents: [SourceFile]) {
    self.hash = hash
    self.documents = documents
  }
}

extension Rulebook {
  /// The workflows that runs may be carried out by, each once: what a store keeps for later.
  public var pinnedWorkflows: [PinnedWorkflow] {
    var known: Set<String> = []
    let all = workflows + tenants.sorted { $0.key < $1.key }.flatMap(\.value.workflows)
    return all.filter { known.insert($0.hash).inserted }.map {
      PinnedWorkflow(hash: $0.hash, documents: $0.documents)
    }
  }
}
