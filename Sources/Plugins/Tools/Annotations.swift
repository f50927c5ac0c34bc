package import CEL
package import RulesEngine

/// Writes what editors with the Lua language server need to complete and check scripts: a file of annotations.
package enum Annotations {
  /// The annotations of everything scripts have, and of a plugin's settings and functions.
  package static func text(for manifest: PluginManifest? = nil, records: [RecordType] = []) -> String {
    var parts = [library]
    parts += records.map(record)
    if let manifest {
      parts.append(settings(manifest))
      parts += manifest.functions.map(function)
    }
    return "---@meta\n\n" + parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The annotations for everything that the scripts of a rulebook can name: its events, rows, actions and settings, and
  /// the functions and settings of its plugins.
  package static func text(for rulebook: Rulebook, plugins: [PluginManifest]) -> String {
    var parts = [library.replacing(anyAct, with: act(rulebook.actions))]
    for entity in rulebook.model.entities {
      let fields = entity.fields.map {
        RecordType.Field(name: $0.name, type: $0.type.value, isOptional: true, allowed: $0.type.allowed)
      }
      let facts = entity.facts.map { RecordType.Field(name: $0.name, type: $0.type, isOptional: true) }
      parts.append(record(RecordType(name: entity.name, fields: fields + facts)))
    }
    for event in rulebook.model.events {
      let fields = event.fields.map {
        RecordType.Field(
          name: $0.name, type: $0.type.value, isOptional: $0.type.isOptional, allowed: $0.type.allowed)
      }
      parts.append(record(RecordType(name: event.name, fields: fields)))
    }
    for plugin in plugins {
      parts.append(settings(plugin))
      parts += plugin.functions.map(function)
    }
    return "---@meta\n\n" + parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// `ctx.act` with the arguments of each action.
  private static func act(_ actions: [ActionDeclaration]) -> String {
    let overloads = actions.map { action in
      let fields = action.parameters.map {
        "\($0.name)\($0.type.isOptional ? "?" : ""): \(type($0.type.value, $0.type.allowed))"
      }
      return
        "---@overload fun(name: \"\(action.name)\", arguments: { \(fields.joined(separator: ", ")) })"
    }
    return (overloads + [anyAct]).joined(separator: "\n")
  }

  /// `ctx.act` as it is without a rulebook.
  private static let anyAct = """
    ---@param name string
    ---@param arguments? table
    function Context.act(name, arguments) end
    """

  /// A type, or the texts that are allowed.
  private static func type(_ type: ValueType, _ allowed: [String]?) -> String {
    allowed.map { $0.map { "\"\($0)\"" }.joined(separator: "|") } ?? name(of: type)
  }

  private static func record(_ type: RecordType) -> String {
    let fields = type.fields.map { field in
      "---@field \(field.name)\(field.isOptional ? "?" : "") \(self.type(field.type, field.allowed))"
        + (field.documentation.map { " \($0)" } ?? "")
    }
    return (["---@class \(type.name)"] + fields).joined(separator: "\n") + "\n"
  }

  private static func settings(_ manifest: PluginManifest) -> String {
    guard !manifest.settings.isEmpty else { return "" }
    let fields = manifest.settings.map { "---@field \($0.name.value) \(name(of: $0.type.value))" }
    return (["---@class config"] + fields + ["config = {}"]).joined(separator: "\n") + "\n"
  }

  /// The type that the plugin's own function must have.
  private static func function(_ function: PluginManifest.Function) -> String {
    let parameters = function.parameters.enumerated().map { "p\($0 + 1): \(name(of: $1.value))" }
    let alias = function.name.value.split(separator: ".").joined(separator: "_")
    // A second line of a description would be Lua and no comment.
    let words =
      function.documentation.map { "--- \($0.split(whereSeparator: \.isNewline).joined(separator: " "))\n" }
      ?? ""
    return words
      + "---@alias \(alias) fun(\(parameters.joined(separator: ", "))): \(name(of: function.result.value))\n"
  }

  /// What a type is called in annotations.
  static func name(of type: ValueType) -> String {
    switch type {
    case .bool: "boolean"
    case .int, .uint: "integer"
    case .double: "number"
    case .string, .bytes: "string"
    case .decimal: "Decimal"
    case .money: "Money"
    case .timestamp: "Timestamp"
    case .duration: "Duration"
    case .null: "nil"
    case .list(let element): "\(name(of: element))[]"
    case .map(_, let value): "table<string, \(name(of: value))>"
    case .optional(let inner): "\(name(of: inner))?"
    case .record(let name): name
    default: "any"
    }
  }
}
