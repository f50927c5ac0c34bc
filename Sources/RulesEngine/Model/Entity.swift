public import CEL

/// One kind of thing the customer model knows: a table with typed fields, related rows and derived facts.
///
/// An entity is written as `entity: customer` in a rulebook. Columns are addressed by their position in
/// `fields` from loading on; names are used in messages and SQL only.
public struct Entity: Sendable {
  /// The name expressions use, such as `customer`.
  public var name: String
  /// The SQL table or view.
  public var table: String
  /// The position in `fields` of the column that identifies a row.
  public var key: Int
  /// The columns, in the order of the file.
  public var fields: [EntityField]
  /// Rows of other entities that point here.
  public var related: [Related]
  /// Derived values, computed when a condition asks for them.
  public var facts: [Fact]
  /// Whether the store makes the table (and adds columns to it); false for a platform's own tables and views.
  public var isManaged: Bool
  /// The column that says which tenant a row belongs to; nil where all tenants see all rows.
  public var tenant: Int?
  /// Whether rows of different tenants may have the same key. In the table, the tenant follows the key then.
  public var hasKeysPerTenant = false

  public init(
    name: String, table: String, key: Int, fields: [EntityField], related: [Related] = [], facts: [Fact] = [],
    isManaged: Bool = true
  ) {
    self.name = name
    self.table = table
    self.key = key
    self.fields = fields
    self.related = related
    self.facts = facts
    self.isManaged = isManaged
  }

  /// The position of the column named `name`.
  public func column(_ name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

/// A column of an entity.
public struct EntityField: Sendable {
  /// The name in expressions and the column's name in SQL.
  public var name: String
  /// The type its values have in expressions.
  public var type: FieldType
  /// Whether the value identifies a person and must not appear in logs.
  public var isPersonal: Bool

  public init(name: String, type: FieldType, isPersonal: Bool = false) {
    self.name = name
    self.type = type
    self.isPersonal = isPersonal
  }
}

/// The type of a field of an entity or event, with what JSON and SQL need to know about it.
public struct FieldType: Sendable, Hashable {
  /// The type in expressions.
  public var value: ValueType
  /// The values a string may have, where they are listed.
  public var allowed: [String]?
  /// Whether an event may leave the field out.
  public var isOptional: Bool
  /// The entity that this field's value is a key of.
  public var entity: String?

  public init(
    _ value: ValueType, allowed: [String]? = nil, isOptional: Bool = false, entity: String? = nil
  ) {
    self.value = value
    self.allowed = allowed
    self.isOptional = isOptional
    self.entity = entity
  }
}

/// Rows of another entity that hold this one's key: `favorites: { entity: favorite, by: customer_id }`.
public struct Related: Sendable {
  /// The name in expressions: `favorites` in `customer.favorites`.
  public var name: String
  /// The position of the other entity in the model.
  public var entity: Int
  /// The column of the other entity that holds this one's key.
  public var by: Int

  public init(name: String, entity: Int, by: Int) {
    self.name = name
    self.entity = entity
    self.by = by
  }
}
