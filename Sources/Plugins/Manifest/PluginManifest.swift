public import RulesEngine

/// A `plugin.yaml`: what a plugin is called, what it provides and what it may do.
public struct PluginManifest: Sendable {
  /// A function for expressions.
  public struct Function: Sendable {
    /// The dotted name, which is also its path in the table that the main file returns.
    package var name: Located<String>
    /// The types of its parameters, in order.
    public var parameters: [FieldType]
    /// The type of its result.
    public var result: FieldType
    /// Whether equal arguments always give equal results, so that a call may be made when a rulebook is loaded.
    public var isPure: Bool
    /// A sentence for editors and messages.
    public var documentation: String?
  }

  /// A kind of definition, decoded by the function of this name under `kinds` in what the main file returns.
  public struct DefinitionKind: Sendable {
    /// The first key of such definitions.
    package var name: Located<String>
    /// Keys that must be given.
    public var required: [String]
    /// Keys that may be given.
    public var optional: [String]
  }

  /// A setting that the rulebook may change.
  public struct Setting: Sendable {
    /// Its name, which is its key in the global `config`.
    package var name: Located<String>
    /// Its type.
    public var type: FieldType
    /// The value where the rulebook says nothing; a setting without one must be given.
    public var standard: Node?
  }

  /// What it is called.
  package var name: Located<String>
  /// Its version, as its author counts.
  public var version: String
  /// A sentence on what it is for.
  public var description: String?
  /// The file that is run when the plugin is loaded.
  package var main: Located<String>
  /// What it adds to expressions.
  public var functions: [Function] = []
  /// What it declares for `do`; the host delivers these actions.
  package var actions: [ActionDeclarationDraft] = []
  /// The kinds of definitions it adds.
  public var kinds: [DefinitionKind] = []
  /// What it may do.
  public var grants = Grants()
  /// What a call may take.
  public var limits = ScriptLimits.default
  /// What the rulebook may set.
  public var settings: [Setting] = []
}
