package import CEL

/// What a workflow names of a plugin: with this its runs began, whatever becomes of the plugin.
public struct PluginUse: Sendable, Equatable {
  /// The plugin.
  public var name: String
  /// Its version, as its author counts.
  public var version: String
  /// The actions and functions, in the order the plugin declares them.
  public var signatures: [PluginSignature]

  /// What is used of a plugin, or all that it declares.
  public init(name: String, version: String, signatures: [PluginSignature]) {
    self.name = name
    self.version = version
    self.signatures = signatures
  }
}

/// The declared form of an action or a function of a plugin.
public struct PluginSignature: Sendable, Equatable {
  /// What it is.
  public enum Kind: String, Sendable {
    case action
    case function
  }

  /// Whether it is asked for or called.
  public var kind: Kind
  /// The name, such as `sms.send`.
  public var name: String
  /// What it takes; the parameters of a function have no names.
  public var parameters: [EventField]
  /// What a function returns; nil for an action.
  public var result: FieldType?

  /// A declared form.
  public init(kind: Kind, name: String, parameters: [EventField], result: FieldType? = nil) {
    self.kind = kind
    self.name = name
    self.parameters = parameters
    self.result = result
  }
}

extension PluginUse {
  /// Everything that a plugin declares.
  package init(
    name: String, version: String, actions: [ActionDeclarationDraft], functions: [FunctionDeclaration]
  ) {
    self.init(
      name: name, version: version,
      signatures: actions.map { action in
        let parameters = action.parameters.map { EventField(name: $0.name.value, type: $0.type) }
        return PluginSignature(kind: .action, name: action.name.value, parameters: parameters)
      }
        + functions.flatMap { function in
          function.overloads.map { overload in
            PluginSignature(
              kind: .function, name: function.name,
              parameters: overload.parameters.map { EventField(name: "", type: FieldType($0)) },
              result: FieldType(overload.result))
          }
        })
  }

  /// The part that one of the words names; nil where none does.
  func part(named words: Set<String>) -> PluginUse? {
    var part = self
    part.signatures.removeAll { !words.contains($0.name) }
    return part.signatures.isEmpty ? nil : part
  }
}

extension WorkflowDraft {
  /// The names in what it is written as, such as `geo.km`: too many where a comment names something, never too few.
  var words: Set<String> {
    var words: Set<String> = []
    for document in documents {
      for word in document.utf8.split(whereSeparator: { !Self.isInName($0) }) {
        words.insert(String(decoding: word, as: UTF8.self))
      }
    }
    return words
  }

  private static func isInName(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }
}

// MARK: Changes

/// Something that a workflow uses and that is no longer as it was.
struct PluginChange {
  var signature: PluginSignature
  /// What has changed, with the plugin and its versions.
  var message: String
}

extension PluginUse {
  /// What of it no longer fits what plugins declare now.
  func changes(among plugins: [PluginUse]) -> [PluginChange] {
    guard let now = plugins.first(where: { $0.name == name }) else {
      return signatures.map {
        PluginChange(
          signature: $0,
          message: "the run began with plugin `\(name)` \(version), which is gone, and with it \($0.words)")
      }
    }
    return signatures.compactMap { old in
      let new = now.signatures.first { $0.name == old.name && $0.kind == old.kind }
      guard let what = old.change(to: new) else { return nil }
      let since = version == now.version ? "still \(version)" : "\(now.version) now"
      return PluginChange(
        signature: old,
        message: "the run began with plugin `\(name)` \(version), which is \(since): \(what)")
    }
  }
}

extension PluginSignature {
  /// `the action \`sms.send\``.
  var words: String { "the \(kind.rawValue) `\(name)`" }

  /// What keeps an expression or a step that was written for this from working with `new`; nil where nothing does.
  func change(to new: PluginSignature?) -> String? {
    guard let new else { return "\(words) is gone" }
    if kind == .function {
      return form == new.form ? nil : "\(words) was \(form) and is \(new.form)"
    }
    for old in parameters {
      guard let now = new.parameters.first(where: { $0.name == old.name }) else {
        return "\(words) has no parameter `\(old.name)` any more"
      }
      if let change = Self.change(of: old, to: now, words) { return change }
    }
    let added = new.parameters.first { parameter in
      !parameter.type.isOptional && !parameters.contains { $0.name == parameter.name }
    }
    return added.map { "\(words) needs the new parameter `\($0.name)`" }
  }

  private static func change(of old: EventField, to new: EventField, _ owner: String) -> String? {
    if old.type.value != new.type.value || old.type.entity != new.type.entity {
      let (was, now) = (old.type.entity ?? old.type.name, new.type.entity ?? new.type.name)
      return "parameter `\(old.name)` of \(owner) was \(was) and is \(now)"
    }
    if old.type.isOptional, !new.type.isOptional {
      return "parameter `\(old.name)` of \(owner) could be left out and has to be given"
    }
    guard let allowed = new.type.allowed else { return nil }
    guard let before = old.type.allowed else {
      return
        "parameter `\(old.name)` of \(owner) was any text and is one of \(allowed.joined(separator: ", "))"
    }
    return before.first { !allowed.contains($0) }.map {
      "parameter `\(old.name)` of \(owner) may no longer be `\($0)`"
    }
  }

  /// `(double, double): double`.
  private var form: String {
    "(\(parameters.map(\.type.name).joined(separator: ", "))): \(result?.name ?? "nothing")"
  }
}
