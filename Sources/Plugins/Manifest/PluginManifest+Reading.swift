internal import CEL
package import RulesEngine

extension PluginManifest {
  /// Reads the document of a `plugin.yaml`; nil after reporting what is wrong with it.
  package static func read(_ root: Node, _ diagnostics: Diagnostics) -> PluginManifest? {
    ValueReader<PluginManifest>.manifest.read(root, ReadContext(diagnostics, name: "plugin"))
  }
}

extension ValueReader where Value == PluginManifest {
  fileprivate static var manifest: ValueReader<PluginManifest> {
    .mapping("plugin") { keys in
      let name = keys.required("plugin", .locatedIdentifier)
      let version = keys.required("version", ValueReader<String>.text)
      let main = keys.optional("main", .locatedText)
      let description = keys.optional("description", ValueReader<String>.text)
      let provides = keys.optional("provides", .provided)
      let grants = keys.optional("grants", .grants)
      let limits = keys.optional("limits", .scriptLimits)
      let settings = keys.optional("config", .settings)
      guard let name, let version else { return nil }
      let file = main ?? Located("main.lua", name.span)
      var manifest = PluginManifest(name: name, version: version, description: description, main: file)
      manifest.functions = provides?.functions ?? []
      manifest.actions = provides?.actions ?? []
      manifest.kinds = provides?.kinds ?? []
      manifest.checks = provides?.checks ?? []
      manifest.enrichers = provides?.enrichers ?? []
      manifest.grants = grants ?? Grants()
      manifest.limits = limits ?? .default
      manifest.settings = settings ?? []
      return manifest
    }
  }
}

/// What stands under `provides`.
private struct Provided: Sendable {
  var functions: [PluginManifest.Function]
  var actions: [ActionDeclarationDraft]
  var kinds: [PluginManifest.DefinitionKind]
  var checks: [Located<String>]
  var enrichers: [PluginManifest.Enricher]
}

extension ValueReader where Value == Provided {
  fileprivate static var provided: ValueReader<Provided> {
    .mapping("provides") { keys in
      let functions = keys.optional("functions", .table(of: .function, count: 0...500)) ?? []
      let actions = keys.optional("actions", .table(of: .action, count: 0...500)) ?? []
      let kinds = keys.optional("kinds", .table(of: .kind, count: 0...50)) ?? []
      let scorers = keys.optional("scorers", .table(of: .scorer, count: 0...500)) ?? []
      let enrichers =
        keys.optional("enrichers", .table(of: .table(of: .plainType, count: 1...100), count: 0...200)) ?? []
      let checks = keys.optional("checks", .list(of: .locatedIdentifier, count: 0...50)) ?? []
      return Provided(
        functions: (functions + scorers).map { key, function in
          var function = function
          function.name = key.located
          return function
        },
        actions: actions.map { key, action in
          var action = action
          action.name = key.located
          return action
        },
        kinds: kinds.map { key, kind in
          var kind = kind
          kind.name = key.located
          return kind
        }, checks: checks,
        enrichers: enrichers.flatMap { event, fields in
          fields.map { PluginManifest.Enricher(event: event.located, field: $0.key.located, type: $0.value) }
        })
    }
  }
}

extension ValueReader where Value == PluginManifest.Function {
  /// `{ params: [double, double], returns: double, pure: true }`; its name is the key.
  fileprivate static var function: ValueReader<PluginManifest.Function> {
    .mapping("function") { keys in
      let parameters = keys.required("params", .list(of: .plainType, count: 0...16))
      let result = keys.required("returns", .plainType)
      let isPure = keys.optional("pure", .bool) ?? true
      let documentation = keys.optional("description", ValueReader<String>.text)
      guard let parameters, let result else { return nil }
      return PluginManifest.Function(
        name: keys.node.located, parameters: parameters, result: result, isPure: isPure,
        documentation: documentation)
    }
  }
}

extension ValueReader where Value == PluginManifest.Function {
  /// `{ description: Nearer is better. }`: a function of what is rated and what for, from 0 to 1.
  fileprivate static var scorer: ValueReader<PluginManifest.Function> {
    .mapping("scorer") { keys in
      let documentation = keys.optional("description", ValueReader<String>.text)
      return PluginManifest.Function(
        name: keys.node.located, parameters: [FieldType(.dyn), FieldType(.dyn)], result: FieldType(.double),
        isPure: true, documentation: documentation, isScorer: true)
    }
  }
}

extension ValueReader where Value == PluginManifest.DefinitionKind {
  /// `{ required: [message], optional: [at] }`; its name is the key.
  fileprivate static var kind: ValueReader<PluginManifest.DefinitionKind> {
    .mapping("kind") { keys in
      let required = keys.optional("required", .list(of: ValueReader<String>.identifier, count: 0...50))
      let optional = keys.optional("optional", .list(of: ValueReader<String>.identifier, count: 0...50))
      keys.allow("description")
      return PluginManifest.DefinitionKind(
        name: keys.node.located, required: required ?? [], optional: optional ?? [])
    }
  }
}

extension ValueReader where Value == ActionDeclarationDraft {
  /// `{ params: { to: string, text: string }, idempotent: true }`; its name is the key.
  fileprivate static var action: ValueReader<ActionDeclarationDraft> {
    .mapping("action") { keys in
      let parameters = keys.optional("params", .fields) ?? []
      let isIdempotent = keys.optional("idempotent", .bool) ?? false
      keys.allow("description")
      var draft = ActionDeclarationDraft(
        name: keys.node.located, parameters: parameters, isIdempotent: isIdempotent)
      draft.isFinal = !(keys.optional("withdraw", .bool) ?? true)
      draft.delivery = keys.delivery()
      return draft
    }
  }
}

extension ValueReader where Value == [PluginManifest.Setting] {
  /// `{ region: { type: string, default: us } }`, or a type alone.
  fileprivate static var settings: ValueReader<[PluginManifest.Setting]> {
    ValueReader<[(key: Node, value: PluginManifest.Setting)]>.table(of: .setting, count: 0...200).map {
      entries in
      entries.map { key, setting in
        var setting = setting
        setting.name = key.located
        return setting
      }
    }
  }
}

extension ValueReader where Value == PluginManifest.Setting {
  fileprivate static var setting: ValueReader<PluginManifest.Setting> {
    .either(
      text: ValueReader<FieldType>.fieldType.then { type, node, _ in
        PluginManifest.Setting(name: node.located, type: type, standard: nil)
      },
      mapping: .mapping("setting") { keys in
        let type = keys.required("type", .fieldType)
        let standard = keys.optional("default", .node)
        let allowed = keys.optional("enum", .list(of: ValueReader<String>.text, count: 1...200))
        keys.allow("description")
        guard var type else { return nil }
        type.allowed = allowed ?? type.allowed
        return PluginManifest.Setting(name: keys.node.located, type: type, standard: standard)
      })
  }
}

extension ValueReader where Value == FieldType {
  /// A type by name, where `[string]` and `{int}` may stand without quotes.
  fileprivate static var plainType: ValueReader<FieldType> {
    ValueReader<FieldType>("a type") { node, context in
      if let items = node.items, items.count == 1, let name = items[0].text,
        let type = FieldType(named: "[\(name)]")
      {
        return type
      }
      if let entries = node.entries, entries.count == 1, entries[0].value.isEmpty,
        let type = FieldType(named: "{\(entries[0].name)}")
      {
        return type
      }
      return ValueReader<FieldType>.fieldType.read(node, context)
    }
  }
}
