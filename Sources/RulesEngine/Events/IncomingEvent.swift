public import CEL

/// An event that has been read and checked: the envelope, and the data typed as its event type declares.
///
/// A copy counts one reference: what an event consists of stays together and does not change.
public struct IncomingEvent: Sendable {
  private var parts: Parts

  private final class Parts: Sendable {
    let source: String
    let id: String
    let type: Int
    let typeName: String
    let subject: String?
    let tenant: String?
    let time: Timestamp
    let values: [Value?]
    let data: [UInt8]

    init(
      source: String, id: String, type: Int, typeName: String, subject: String?, tenant: String?,
      time: Timestamp, values: [Value?], data: [UInt8]
    ) {
      self.source = source
      self.id = id
      self.type = type
      self.typeName = typeName
      self.subject = subject
      self.tenant = tenant
      self.time = time
      self.values = values
      self.data = data
    }
  }

  init(
    source: String, id: String, type: Int, typeName: String, subject: String?, tenant: String?,
    time: Timestamp, values: [Value?], data: [UInt8]
  ) {
    parts = Parts(
      source: source, id: id, type: type, typeName: typeName, subject: subject, tenant: tenant, time: time,
      values: values, data: data)
  }

  /// Who sent it; with `id` it identifies the event.
  public var source: String { parts.source }
  /// Unique among the events of its source.
  public var id: String { parts.id }
  /// The position of the type in the model.
  public var type: Int { parts.type }
  /// The type's name, such as `service.completed`.
  public var typeName: String { parts.typeName }
  /// The key of what it is about, such as a customer's; nil where it does not say.
  public var subject: String? { parts.subject }
  /// The shop or brand it belongs to; nil where it does not say.
  public var tenant: String? { parts.tenant }
  /// When it happened, by its own account, to the microsecond.
  public var time: Timestamp {
    get { parts.time }
    set {
      self = IncomingEvent(
        source: source, id: id, type: type, typeName: typeName, subject: subject, tenant: tenant,
        time: newValue,
        values: values, data: data)
    }
  }
  /// The values of the declared fields, in their order; nil where a field is missing.
  public var values: [Value?] { parts.values }
  /// The `data` object as compact JSON.
  public var data: [UInt8] { parts.data }
}

extension IncomingEvent: CustomStringConvertible {
  /// Everything it consists of, for debugging.
  public var description: String {
    "IncomingEvent(source: \(source), id: \(id), type: \(typeName), subject: \(subject ?? "none"), "
      + "tenant: \(tenant ?? "none"), time: \(time), values: \(values), "
      + "data: \(String(decoding: data, as: UTF8.self)))"
  }
}
