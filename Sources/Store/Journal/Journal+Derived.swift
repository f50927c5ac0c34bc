import CEL
import RulesEngine

extension Journal {
  func score(_ name: String, key: Value) throws(StorageError) -> StoredScore? {
    guard let name = try existingID(of: name) else { return nil }
    let find = try statement(.findScore)
    defer { find.reset() }
    find.bind(name, at: 1)
    find.bind(key: key, at: 2)
    guard try find.step() else { return nil }
    return StoredScore(value: find.real(0), band: find.optionalText(1))
  }

  func setScore(_ name: String, key: Value, to score: StoredScore) throws(StorageError) {
    guard !score.value.isNaN else {
      throw StorageError(.constraint, "the score \(name) is not a number (NaN) and cannot be kept")
    }
    let name = try id(of: name)
    let set = try statement(.setScore)
    set.bind(name, at: 1)
    set.bind(key: key, at: 2)
    set.bind(score.value, at: 3)
    set.bind(score.band, at: 4)
    try set.run()
  }

  func segments(entity: String, key: Value) throws(StorageError) -> [String] {
    guard let entity = try existingID(of: entity) else { return [] }
    let find = try statement(.findSegments)
    defer { find.reset() }
    find.bind(entity, at: 1)
    find.bind(key: key, at: 2)
    var names: [String] = []
    while try find.step() { names.append(find.text(0)) }
    return names
  }

  func setMembership(
    segment: String, entity: String, key: Value, isMember: Bool, at: Timestamp
  ) throws(StorageError) {
    let (entity, segment) = (try id(of: entity), try id(of: segment))
    let change = try statement(isMember ? .joinSegment : .leaveSegment)
    change.bind(entity, at: 1)
    change.bind(key: key, at: 2)
    change.bind(segment, at: 3)
    if isMember { change.bind(at.microseconds, at: 4) }
    try change.run()
  }
}

extension Statement {
  /// Binds the key of an entity row in the form in which the journal keeps keys of any type.
  func bind(key: Value, at index: Int32) {
    switch key {
    case .string(let text): bind(text, at: index)
    case .int(let number): bind(number, at: index)
    case .timestamp(let instant): bind(instant.microseconds, at: index)
    case .duration(let length): bind(length.nanoseconds, at: index)
    case .bool(let flag): bind(flag ? 1 : 0 as Int64, at: index)
    case .bytes(let bytes): bind(blob: bytes.octets, at: index)
    case .uint(let number):
      if let small = Int64(exactly: number) {
        bind(small, at: index)
      } else {
        bind(String(number), at: index)
      }
    default: bind(key.text, at: index)
    }
  }
}
