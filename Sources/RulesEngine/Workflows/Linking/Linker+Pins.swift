internal import CEL

/// What runs are pinned to beside the documents of their workflow: what those name of plugins.
extension Linker {
  /// The hash that runs of a workflow are pinned to, and what it names of plugins.
  func pin(of workflow: WorkflowDraft) -> (hash: String, plugins: [PluginUse]) {
    if workflow.isPinned { return (workflow.hash, workflow.plugins) }
    guard !draft.plugins.isEmpty else { return (workflow.hash, []) }
    let words = workflow.words
    let plugins = draft.plugins.compactMap { $0.part(named: words) }
    if plugins.isEmpty { return (workflow.hash, []) }
    var writer = JSONWriter()
    PluginUse.write(plugins, to: &writer)
    // It begins with that of the documents, which is what `migrate` names.
    return ("\(workflow.hash)-\(SHA256.hex(writer.octets).prefix(16))", plugins)
  }

  /// Lets a workflow be linked that was written for actions and functions as they were. Each fails when it is used.
  func retire(_ changes: [PluginChange]) {
    for change in changes {
      switch change.signature.kind {
      case .action: retire(action: change)
      case .function: base.replace(change.signature.failing(with: change.message))
      }
    }
  }

  private func retire(action change: PluginChange) {
    let signature = change.signature
    var declaration = ActionDeclaration(
      name: signature.name, parameters: signature.parameters, isIdempotent: false)
    declaration.retirement = change.message
    retiredActions[signature.name] = actions.count
    actions.append(declaration)
  }
}

extension PluginSignature {
  /// The function as it was declared; a call of it fails.
  fileprivate func failing(with message: String) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name,
      overloads: [
        Overload(
          id: "retired_" + name, parameters: parameters.map(\.type.value), result: result?.value ?? .dyn,
          isPure: false
        ) { _ throws(EvaluationError) in throw EvaluationError(.changed, message) }
      ])
  }
}

extension WorkflowPlan {
  /// How runs of an earlier version go on with this one. Where only plugins have changed, every step is its own.
  func migration(from earlier: String) -> Migration? {
    let written = migrations.first { earlier.hasPrefix($0.from) }
    return written ?? (earlier.prefix(64) == hash.prefix(64) ? Migration(from: earlier) : nil)
  }

  /// `{"plugins":{"sms":"1.2.0"}}`, for the record of a run.
  var pluginVersions: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("plugins")
    writer.beginObject()
    for plugin in plugins {
      writer.key(plugin.name)
      writer.string(plugin.version)
    }
    writer.endObject()
    writer.endObject()
    return writer.octets
  }
}
