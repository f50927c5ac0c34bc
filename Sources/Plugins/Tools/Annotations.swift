package import CEL
internal import RulesEngine

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

  private static func record(_ type: RecordType) -> String {
    let fields = type.fields.map { field in
      "---@field \(field.name)\(field.isOptional ? "?" : "") \(name(of: field.type))"
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
    let words = function.documentation.map { "--- \($0)\n" } ?? ""
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
