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
    let all = workflows + tenants.sorted { $0.key < $1.key }.flatMap(\.value.workflows)
    return all.filter { known.insert($0.hash).inserted }.map {
      PinnedWorkflow(hash: $0.hash, documents: $0.documents, plugins: $0.plugins)
    }
  }

  /// The names of the workflows that runs begin with, such as `workflow/ticket-follow-up`.
  public var workflowNames: [String] {
    var known: Set<String> = []
    return workflows.filter { $0.definition >= 0 && known.insert($0.name).inserted }.map(\.name)
  }

  /// The hash of the version of a workflow that new runs begin with; nil where there is no such workflow.
  public func currentVersion(of workflow: String) -> String? {
    workflows.first { $0.name == workflow && $0.definition >= 0 }?.hash
  }

  /// The types of events that a workflow begins with.
  public func triggers(of workflow: String) -> [String] {
    workflows.filter { $0.name == workflow && $0.definition >= 0 }.map { model.events[$0.frame.event].name }
  }

  /// The expressions that events are remembered by, for waits that look back: what a store keeps the beginning of.
  public var correlations: [CorrelationName] {
    plans.flatMap { plan in
      plan.correlations.map {
        CorrelationName(event: model.events[plan.event].name, expression: $0.expression)
      }
    }
  }
}

/// An expression over one type of event by whose value waiting runs are found.
public struct CorrelationName: Sendable, Hashable {
  /// The type of event.
  public var event: String
  /// The expression over it; empty where all events of the type are looked at.
  public var expression: String

  public init(event: String, expression: String) {
    self.event = event
    self.expression = expression
  }
}
