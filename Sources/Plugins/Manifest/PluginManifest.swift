public import RulesEngine

/// A `plugin.yaml`: what a plugin is called, what it provides and what it may do.
public struct PluginManifest: Sendable {
  /// A function for expressions.
  public struct Function: Sendable {
    /// The dotted name, which is also its path in the table that the main file returns.
    public var name: Located<String>
    public var parameters: [FieldType]
    public var result: FieldType
    /// Whether equal arguments always give equal results, so that a call may be made when a rulebook is loaded.
    public var isPure: Bool
    public var documentation: String?
  }

  /// A setting that the rulebook may change.
  public struct Setting: Sendable {
    public var name: Located<String>
    public var type: FieldType
    /// The value where the rulebook says nothing; a setting without one must be given.
    public var standard: Node?
  }

  public var name: Located<String>
  public var version: String
  public var description: String?
  /// The file that is run when the plugin is loaded.
  public var main: Located<String>
  public var functions: [Function] = []
  public var actions: [ActionDeclarationDraft] = []
  public var grants = Grants()
  public var limits = ScriptLimits.default
  public var settings: [Setting] = []
}
