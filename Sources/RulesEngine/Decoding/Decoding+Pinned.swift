extension Decoding {
  /// Adds the workflows that runs are pinned to, from documents that were kept.
  ///
  /// - Parameter parse: the documents of a file; none where it cannot be read.
  package func decode(pinned: [PinnedWorkflow], parse: (SourceFile) -> [Node]) {
    for workflow in pinned {
      let decoding = Decoding(diagnostics: Diagnostics(), kinds: kinds, file: file)
      for document in workflow.documents {
        for root in parse(document) { decoding.decode(root) }
      }
      decoding.expandInstances()
      for var draft in decoding.draft.workflows {
        draft.isPinned = true
        draft.hash = workflow.hash
        draft.documents = workflow.documents
        draft.plugins = workflow.plugins
        self.draft.workflows.append(draft)
      }
    }
  }
}
