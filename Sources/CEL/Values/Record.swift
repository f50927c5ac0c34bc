/// The shape that records of one type share: the type's name and its field names in order.
public final class RecordLayout: Sendable {
  /// The record type's name.
  public let typeName: String

  /// The field names, in the order of a record's values.
  public let fields: [String]

  private let positions: [TextKey: Int]

  /// A layout with the given field order.
  public init(typeName: String, fields: [String]) {
    self.typeName = typeName
    self.fields = fields
    self.positions = Dictionary(
      fields.enumerated().map { (TextKey($1), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The position of a field, or nil when the type has none of that name.
  public func index(of field: String) -> Int? { positions[TextKey(field)] }

  /// As `index(of:)`, trying a likely position first.
  @inline(__always)
  func index(of field: String, near guess: Int) -> Int? {
    if guess >= 0, guess < fields.count, sameText(fields[guess], field) { return guess }
    return positions[TextKey(field)]
  }
}

/// A typed row such as one element of `customer.favorites`. A field without a value is missing.
public final class Record: Sendable {
  /// The shape shared by all records of the type.
  public let layout: RecordLayout

  /// One entry a field, in the layout's order; nil is a missing field.
  public let values: [Value?]

  /// A record; values beyond the layout's fields are dropped, and fields without a value are missing.
  public init(layout: RecordLayout, values: [Value?]) {
    self.layout = layout
    let count = layout.fields.count
    if values.count == count {
      self.values = values
    } else {
      self.values = (0..<count).map { $0 < values.count ? values[$0] : nil }
    }
  }

  /// The value of a field: nil when it is missing or the type has no such field.
  public subscript(field: String) -> Value? {
    guard let index = layout.index(of: field) else { return nil }
    return values[index]
  }
}
