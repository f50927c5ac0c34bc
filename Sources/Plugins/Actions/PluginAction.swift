package import CEL
package import RulesEngine

/// An action that a plugin carries out itself: a function under `actions` in what its main file returns.
///
/// ```lua
/// return {
///   actions = { sms = { send = function(arguments, delivery)
///     if #arguments.text > 160 then return { error = "too_long", message = "more than 160 characters" } end
///     return { parts = 1 }
///   end } },
/// }
/// ```
///
/// The function gets the arguments, typed as declared, and what is known of the delivery: `key`, `attempt`, `subject`, `by`.
/// What it returns is the outcome; a table with `error` is a failure, which `transient = true` lets be tried again, after
/// `retry_after` seconds where that is given. An error that it raises is a failure that trying again cannot help.
package struct PluginAction: Sendable {
  /// The name in `do`.
  package let name: String
  /// Whether doing it twice is the same as doing it once.
  package let isIdempotent: Bool
  private let plugin: String
  private let pool: InterpreterPool
  private let export: Int
  private let parameters: [EventField]

  init(_ plugin: Plugin, _ action: ActionDeclarationDraft, export: Int) {
    name = action.name.value
    isIdempotent = action.isIdempotent
    self.plugin = plugin.manifest.name.value
    pool = plugin.pool
    self.export = export
    parameters = action.parameters.map { EventField(name: $0.name.value, type: $0.type) }
  }

  /// Carries the action out once.
  ///
  /// - Parameters:
  ///   - arguments: what the decision asked for, as JSON.
  ///   - delivery: what the function's second parameter is.
  /// - Returns: the outcome as JSON; nil when the function returned nothing.
  package func deliver(
    _ arguments: [UInt8], delivery: [(String, Value)]
  ) throws(DeliveryFailure) -> JSON? {
    let given = Value.map(Map(try typed(arguments)))
    let result: Value?
    do throws(ScriptError) {
      result = try pool.use { instance throws(ScriptError) in
        guard let function = instance.exports[export] else { return nil }
        return try instance.call(function, with: [given, .map(Map(delivery))])
      }
    } catch {
      let isTransient = error.kind == .time || error.kind == .unavailable
      throw DeliveryFailure(
        isTransient: isTransient, kind: "script-\(error.kind.rawValue)",
        message: error.tracedError.message)
    }
    if let failure = Self.failure(result) { throw failure }
    guard let result, result != .null else { return nil }
    return try? JSON(parsing: Array(result.json.utf8), maxDepth: 32, maxBytes: 1 << 20)
  }

  /// What a table with `error` says.
  private static func failure(_ result: Value?) -> DeliveryFailure? {
    guard case .map(let map)? = result, let kind = map["error"] else { return nil }
    var wait: Duration?
    if case .int(let seconds)? = map["retry_after"], (0...31_536_000).contains(seconds) {
      wait = Duration(nanoseconds: seconds * 1_000_000_000)
    } else if case .duration(let length)? = map["retry_after"], length >= .zero {
      wait = length
    }
    let name = ScriptLog.tidy(kind.text, maxBytes: 60)
    return DeliveryFailure(
      isTransient: map["transient"] == .bool(true), kind: name,
      message: map["message"].map { ScriptLog.tidy($0.text) } ?? name, retryAfter: wait)
  }

  /// The arguments as the plugin declares them; money in the argument `amount` stands beside its currency.
  private func typed(_ arguments: [UInt8]) throws(DeliveryFailure) -> [(String, Value)] {
    guard let json = try? JSON(parsing: arguments, maxDepth: 64, maxBytes: 1 << 20) else {
      throw .permanent("the arguments of \(name) are no JSON", kind: "arguments")
    }
    var found: [(String, Value)] = []
    for parameter in parameters {
      guard let value = json[parameter.name] else { continue }
      guard
        let typed = ArgumentReader.read(
          value, parameter.type.value, currency: json["currency"]?.stringValue)
      else {
        throw .permanent(
          "`\(parameter.name)` of \(name) is not \(parameter.type.value.article)", kind: "arguments")
      }
      found.append((parameter.name, typed))
    }
    return found
  }
}

/// What an action's arguments were before they were written as JSON.
private enum ArgumentReader {
  static func read(_ json: JSON, _ type: ValueType, currency: String?) -> Value? {
    switch (type, json) {
    case (.money, .string(let text)):
      return Money(text, default: currency.flatMap { Currency(code: $0) }).map { .money($0) }
    case (.money, .object):
      guard let amount = json["amount"]?.stringValue, let code = json["currency"]?.stringValue else {
        return nil
      }
      return Money(amount, default: Currency(code: code)).map { .money($0) }
    case (.decimal, .string(let text)): return Decimal(text).map { .decimal($0) }
    case (.timestamp, .string(let text)): return Timestamp(rfc3339: text).map { .timestamp($0) }
    case (.duration, .string(let text)): return Duration(text).map { .duration($0) }
    case (.list(let element), .array(let items)):
      let values = items.compactMap { read($0, element, currency: nil) }
      return values.count == items.count ? .list(List(values)) : nil
    default: return type.adapt(plain(json))
    }
  }

  /// The value as an expression would have it: numbers without a point are whole.
  private static func plain(_ json: JSON) -> Value {
    switch json {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .number(let digits): Int64(digits).map { .int($0) } ?? .double(Double(digits) ?? 0)
    case .string(let text): .string(text)
    case .array(let items): .list(List(items.map { plain($0) }))
    case .object(let members): .map(Map(members.map { ($0.name, plain($0.value)) }))
    }
  }
}
