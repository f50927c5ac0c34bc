package import CEL

// MARK: The customer model

extension TenantStorage {
  /// The tenant and the column of an entity that says whose a row is; nil where all rows are there.
  private func owner(of entity: Int) -> (column: Int, value: Value)? {
    guard let tenant, let column = model.entities[entity].tenant else { return nil }
    return (column, .string(tenant))
  }

  package func row(entity: Int, key: Value) throws(StorageError) -> [Value?]? {
    guard let owner = owner(of: entity) else { return try base.row(entity: entity, key: key) }
    guard let row = try base.row(entity: entity, key: outer(key, of: entity)),
      row[owner.column] == owner.value
    else { return nil }
    return inner(row, of: entity)
  }

  package func rows(_ query: RowQuery, now: Timestamp) throws(StorageError) -> [[Value?]] {
    guard let owner = owner(of: query.entity) else { return try base.rows(query, now: now) }
    var query = query
    let key = model.entities[query.entity].key
    query.equal = query.equal.map { condition in
      guard condition.column == key, let value = condition.value else { return condition }
      return (key, outer(value, of: query.entity))
    }
    query.equal.append((owner.column, owner.value))
    let rows = try base.rows(query, now: now)
    guard model.entities[query.entity].hasKeysPerTenant else { return rows }
    return rows.map { inner($0, of: query.entity) }
  }

  package func aggregate(_ aggregate: Aggregate, key: Value, now: Timestamp) throws(StorageError) -> Value? {
    try base.aggregate(scoped(aggregate), key: key, now: now)
  }

  package func aggregates(_ aggregate: Aggregate, now: Timestamp) throws(StorageError) -> AggregateTable? {
    try base.aggregates(scoped(aggregate), now: now)
  }

  private func scoped(_ aggregate: Aggregate) -> Aggregate {
    guard let owner = owner(of: aggregate.entity) else { return aggregate }
    var aggregate = aggregate
    aggregate.only = Aggregate.Only(column: owner.column, value: owner.value)
    return aggregate
  }

  package func isPlain(entity: Int) -> Bool { base.isPlain(entity: entity) }

  /// Whether there is a row with this key that is not the tenant's.
  func isForeign(entity: Int, key: Value) throws(StorageError) -> Bool {
    try foreignRow(entity: entity, key: key) != nil
  }

  /// The row with this key where it is not the tenant's.
  private func foreignRow(entity: Int, key: Value) throws(StorageError) -> [Value?]? {
    guard let owner = owner(of: entity) else { return nil }
    guard let row = try base.row(entity: entity, key: outer(key, of: entity)) else { return nil }
    return row[owner.column] == owner.value ? nil : row
  }
}

// MARK: Changes

extension TenantStorage {
  @discardableResult
  package func write(_ change: RowChange) throws(StorageError) -> Int {
    guard let owner = owner(of: change.entity) else { return try base.write(change) }
    if change.old.map({ $0[owner.column] != owner.value }) ?? true {
      if let row = try foreignRow(entity: change.entity, key: change.key) {
        throw refusal(change, isNobodys: row[owner.column] == nil)
      }
    }
    var change = change
    let key = model.entities[change.entity].key
    let outerKey = outer(change.key, of: change.entity)
    let isNew = change.verb == .insert || change.verb == .upsert
    for position in change.values.indices {
      let (column, value) = change.values[position]
      if column == owner.column, value != owner.value {
        guard isNew, value == nil else { throw otherTenant(value, change) }
        change.values[position].value = owner.value
      }
      if column == key, value == change.key { change.values[position].value = outerKey }
    }
    if isNew, !change.values.contains(where: { $0.column == owner.column }) {
      change.values.append((owner.column, owner.value))
    }
    change.key = outerKey
    change.old = change.old.map { outer($0, of: change.entity) }
    return try base.write(change)
  }

  private func refusal(_ change: RowChange, isNobodys: Bool) -> StorageError {
    let whose = isNobodys ? "no tenant, and not to" : "another tenant than"
    return StorageError(
      .tenant,
      "the row `\(change.key.identity)` of `\(model.entities[change.entity].name)` belongs to \(whose) `\(tenant ?? "")`"
    )
  }

  private func otherTenant(_ value: Value?, _ change: RowChange) -> StorageError {
    let entity = model.entities[change.entity]
    let column = entity.tenant.map { entity.fields[$0].name } ?? ""
    let given = value.map { "`\($0.identity)`" } ?? "nothing"
    return StorageError(
      .tenant,
      "a decision for the tenant `\(tenant ?? "")` cannot set `\(column)` of `\(entity.name)` to \(given)")
  }
}

// MARK: Keys of tables that families keep

/// The ids of such rows are made of keys and ids (`first-response/t-1`), so two tenants may well have the same one. In
/// the table the tenant follows it.
extension TenantStorage {
  private func outer(_ key: Value, of entity: Int) -> Value {
    guard model.entities[entity].hasKeysPerTenant, case .string(let text) = key else { return key }
    return .string(kept(text))
  }

  private func outer(_ row: [Value?], of entity: Int) -> [Value?] {
    let key = model.entities[entity].key
    var row = row
    row[key] = row[key].map { outer($0, of: entity) }
    return row
  }

  private func inner(_ row: [Value?], of entity: Int) -> [Value?] {
    let key = model.entities[entity].key
    guard model.entities[entity].hasKeysPerTenant, let tenant, case .string(let text)? = row[key],
      text.hasSuffix("@\(tenant)")
    else { return row }
    var row = row
    row[key] = .string(String(text.dropLast(tenant.count + 1)))
    return row
  }
}
