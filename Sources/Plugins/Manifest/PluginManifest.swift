package import RulesEngine

/// A `plugin.yaml`: what a plugin is called, what it provides and what it may do.
package struct PluginManifest: Sendable {
  /// A function for expressions.
  package struct Function: Sendable {
    /// The dotted name, which is also its path in the table that the main file returns.
    package var name: Located<String>
    /// The types of its parameters, in order.
    package var parameters: [FieldType]
    /// The type of its result.
    package var result: FieldType
    /// Whether equal arguments always give equal results, so that a call may be made when a rulebook is loaded.
    package var isPure: Bool
    /// A sentence for editors and messages.
    package var documentation: String?
    /// Whether it rates something: its result lies between 0 and 1.
    package var isScorer = false
  }

  /// A kind of definition, decoded by the function of this name under `kinds` in what the main file returns.
  package struct DefinitionKind: Sendable {
    /// The first key of such definitions.
    package var name: Located<String>
    /// Keys that must be given.
    package var required: [String]
    /// Keys that may be given.
    package var optional: [String]
  }

  /// A field that it computes for a type of event.
  package struct Enricher: Sendable {
    /// The type of event.
    package var event: Located<String>
    /// The field, which is the name of its function under `enrichers` and the event's name.
    package var field: Located<String>
    /// Its type.
    package var type: FieldType
  }

  /// A setting that the rulebook may change.
  package struct Setting: Sendable {
    /// Its name, which is its key in the global `config`.
    package var name: Located<String>
    /// Its type.
    package var type: FieldType
    /// The value where the rulebook says nothing; a setting without one must be given.
    package var standard: Node?
  }

  /// What it is called.
  package var name: Located<String>
  /// Its version, as its author counts.
  package var version: String
  /// A sentence on what it is for.
  package var description: String?
  /// The file that is run when the plugin is loaded.
  package var main: Located<String>
  /// What it adds to expressions.
  package var functions: [Function] = []
  /// What it declares for `do`; the host delivers these actions.
  package var actions: [ActionDeclarationDraft] = []
  /// The kinds of definitions it adds.
  package var kinds: [DefinitionKind] = []
  /// Checks of definitions as written, by the names of their functions under `checks`.
  package var checks: [Located<String>] = []
  /// The fields it computes for events.
  package var enrichers: [Enricher] = []
  /// What it may do.
  package var grants = Grants()
  /// What a call may take.
  package var limits = ScriptLimits.default
  /// What the rulebook may set.
  package var settings: [Setting] = []
}
