/// A named type with fixed fields. Types may refer to each other by name.
public struct RecordType: Sendable {
  /// The name, for example `customer`.
  public var name: String
  /// The fields in declaration order.
  public var fields: [Field]
  /// A sentence for editors and messages.
  public var documentation: String?

  /// One field of a record type.
  public struct Field: Sendable {
    /// The name as written after the dot.
    public var name: String
    /// The type of a present value.
    public var type: ValueType
    /// Whether the field may be missing.
    public var isOptional: Bool
    /// For text fields, the only values there are; comparisons with others are errors.
    public var allowed: [String]?
    /// A sentence for editors and messages.
    public var documentation: String?

    /// A field.
    public init(
      name: String, type: ValueType, isOptional: Bool = false, allowed: [String]? = nil,
      documentation: String? = nil
    ) {
      self.name = name
      self.type = type
      self.isOptional = isOptional
      self.allowed = allowed
      self.documentation = documentation
    }
  }

  /// A record type.
  public init(name: String, fields: [Field], documentation: String? = nil) {
    self.name = name
    self.fields = fields
    self.documentation = documentation
  }

  /// The field of the given name.
  public func field(_ name: String) -> Field? { fields.first { sameText($0.name, name) } }
}
