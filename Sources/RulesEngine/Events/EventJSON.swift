internal import CEL

/// Writes events and arguments as compact JSON.
enum EventJSON {
  /// A CloudEvents object without `time`, which is the instant it fires at.
  static func encode(
    id: String, type: String, subject: String?, tenant: String?, fields: [(name: String, value: Value)]
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, text) in [("id", id), ("source", EventIdentity.ownSource), ("type", type)] {
      writer.key(name)
      writer.string(text)
    }
    for (name, text) in [("subject", subject), ("tenant", tenant)] {
      guard let text else { continue }
      writer.key(name)
      writer.string(text)
    }
    writer.key("data")
    writer.write(.map(Map(fields.map { ($0.name, $0.value) })))
    writer.endObject()
    return writer.octets
  }
}

/// Writes the arguments of an action.
enum ActionJSON {
  /// A compact object. The money argument `amount` is written as `"amount": "7.48", "currency": "USD"`.
  ///
  /// - Throws: `invalidArgument` for money with more decimals than its currency has: it was not rounded.
  static func encode(_ arguments: [(String, Value)]) throws(EvaluationError) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in arguments {
      let value = try payable(value, name)
      writer.key(name)
      if case .money(let money) = value, name == "amount", !arguments.contains(where: { $0.0 == "currency" })
      {
        writer.string(money.amount.description)
        writer.key("currency")
        writer.string(money.currency.code)
      } else {
        writer.write(value)
      }
    }
    writer.endObject()
    return writer.octets
  }

  private static func payable(_ value: Value, _ name: String) throws(EvaluationError) -> Value {
    guard case .money(let money) = value else { return value }
    guard let rounded = money.rounded(.halfEven), rounded == money else {
      throw EvaluationError(
        .invalidArgument,
        "`\(name)` is \(money), finer than \(money.currency.code) can be paid; round it, as in round(...)")
    }
    return .money(rounded)
  }
}
