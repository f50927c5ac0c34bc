internal import CEL

/// What expressions about one entity may refer to, and the slots they have asked for so far.
final class EntityScope {
  let entity: Int
  let name: String
  var environment: Environment
  var slots = SlotTable()
  /// The record type of the entity with its facts, as `customer`.
  var type: RecordType
  let recordLayout: RecordLayout
  /// The source of each name of the record type.
  var sources: [String: EntityLayout.Source] = [:]

  init(entity: Int, name: String, columns: [EntityField], environment: Environment) {
    self.entity = entity
    self.name = name
    self.environment = environment
    type = RecordType(name: name, fields: [])
    recordLayout = RecordLayout(typeName: Self.rowType(name), fields: columns.map(\.name))
  }

  /// The record type of rows of the entity, which have its columns only.
  static func rowType(_ entity: String) -> String { "\(entity) row" }

  var variables: [String] { [name, "settings", "input"] }

  var layout: EntityLayout {
    EntityLayout(
      entity: entity, slots: slots,
      sources: slots.paths.map { path in
        guard path.first == name else { return .transient }
        guard path.count > 1 else { return .row }
        return sources[path[1]] ?? .transient
      },
      record: recordLayout, names: sources)
  }

  func meaning(of name: String) -> String? {
    if sources[name] != nil { return "\(self.name).\(name)" }
    return self.name == "row" && recordLayout.fields.contains(name) ? "row.\(name)" : nil
  }

  /// Adds a name to the record type.
  func add(_ field: RecordType.Field, _ source: EntityLayout.Source, to base: inout Environment) {
    type.fields.append(field)
    sources[field.name] = source
    base.declare(record: type)
    environment.declare(record: type)
  }
}
