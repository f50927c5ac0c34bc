public import CEL
public import RulesEngine

/// An action on its way to a handler.
public struct Delivery: Sendable {
  /// The action: its name, its arguments as JSON, its key, who asked for it, and what it is about.
  public var action: OutboxAction
  /// Which attempt this is, from 1.
  public var attempt: Int

  public init(action: OutboxAction, attempt: Int) {
    self.action = action
    self.attempt = attempt
  }

  /// The same for every attempt at this action, and for no other action: what a receiver recognizes repetitions by.
  public var key: String { action.key }

  /// The action as one line of JSON, as commands and files get it.
  public var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, text) in [("action", action.name), ("key", action.key), ("by", action.by)] {
      writer.key(name)
      writer.string(text)
    }
    if let subject = action.subject {
      writer.key("subject")
      writer.string(subject)
    }
    if let tenant = action.tenant {
      writer.key("tenant")
      writer.string(tenant)
    }
    writer.key("attempt")
    writer.int(Int64(attempt))
    writer.key("args")
    writer.raw(String(decoding: action.arguments, as: UTF8.self))
    writer.endObject()
    return writer.text
  }
}

/// Carries out actions of one name, for the platform.
///
/// It may be asked for the same action more than once, with the same key: after a failure, and after a crash between
/// carrying it out and remembering that. It is cancelled when it takes longer than the action's `timeout`.
public protocol ActionHandler: Sendable {
  /// Carries out one action.
  ///
  /// - Returns: what the action's outcome says, as JSON; nil when there is nothing to say.
  /// - Throws: `DeliveryFailure`; any other error counts as a transient one.
  func deliver(_ delivery: Delivery) async throws -> JSON?
}

/// A handler that is a closure.
struct ClosureHandler: ActionHandler {
  let body: @Sendable (Delivery) async throws -> JSON?

  func deliver(_ delivery: Delivery) async throws -> JSON? { try await body(delivery) }
}

/// Which handler delivers which action.
public struct ActionHandlers: Sendable {
  private var byName: [String: any ActionHandler] = [:]
  /// Delivers what no other handler does; without it such actions stay in the outbox.
  public var fallback: (any ActionHandler)?

  public init() {}

  /// The handler of the actions of one name.
  public subscript(name: String) -> (any ActionHandler)? {
    get { byName[name] ?? fallback }
    set { byName[name] = newValue }
  }

  /// The actions that are delivered; nil for all.
  public var names: Set<String>? { fallback == nil ? Set(byName.keys) : nil }

  /// Whether nothing is delivered.
  public var isEmpty: Bool { byName.isEmpty && fallback == nil }
}
