/// What a plugin may do beyond computing. Nothing is granted that its `plugin.yaml` does not ask for.
public struct Grants: Sendable, Hashable {
  /// The things that can be granted, by the names they have in `plugin.yaml`.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Reading facts: `customer.tier`, `customer.*`.
    case readFacts = "facts.read"
    /// Changing rows of the model: `favorites`.
    case writeModel = "model.write"
    /// Emitting events: `reminder.due`, `reminder.*`.
    case emit
    /// Asking for actions: `sms.send`.
    case act
    /// Writing to the log.
    case log
    /// Requests to hosts: `api.example.com`.
    case http
  }

  /// How much of a thing is granted.
  public enum Scope: Sendable, Hashable {
    case all
    /// Names; one that ends in `.*` stands for all below it.
    case only([String])
  }

  private var scopes: [Kind: Scope] = [:]

  /// No grants at all.
  public init() {}

  /// Grants something.
  public mutating func grant(_ kind: Kind, _ scope: Scope = .all) { scopes[kind] = scope }

  /// What is granted of a kind; nil for nothing.
  public func scope(of kind: Kind) -> Scope? { scopes[kind] }

  /// Whether a name is granted.
  public func allows(_ kind: Kind, _ name: String) -> Bool {
    switch scopes[kind] {
    case nil: false
    case .all: true
    case .only(let names): names.contains { Self.covers($0, name) }
    }
  }

  /// The grants in words, sorted: `facts.read: customer.tier`, `log`.
  public var summary: [String] {
    Kind.allCases.compactMap { kind in
      switch scopes[kind] {
      case nil: nil
      case .all: kind.rawValue
      case .only(let names): "\(kind.rawValue): \(names.joined(separator: ", "))"
      }
    }
  }

  private static func covers(_ pattern: String, _ name: String) -> Bool {
    if pattern.utf8.elementsEqual(name.utf8) { return true }
    guard pattern.hasSuffix(".*") else { return false }
    return name.utf8.starts(with: pattern.utf8.dropLast())
  }
}
