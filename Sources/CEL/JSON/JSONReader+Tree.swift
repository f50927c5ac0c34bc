extension JSONReader {
  /// Consumes any value and checks it, duplicate keys included.
  public mutating func skip() throws(JSONError) {
    switch try next() {
    case .null: try readNull()
    case .bool: _ = try readBool()
    case .number: _ = try readNumber()
    case .string: _ = try readText()
    case .array:
      try beginArray()
      var first = true
      while try nextElement(first: first) {
        first = false
        try skip()
      }
    case .object:
      try beginObject()
      var keys = KeySet()
      while let key = try nextKey(first: keys.isEmpty) {
        try keys.insert(key, at: position)
        try skip()
      }
    }
  }

  /// Consumes any value as a tree.
  public mutating func readTree() throws(JSONError) -> JSON {
    switch try next() {
    case .null:
      try readNull()
      return .null
    case .bool: return .bool(try readBool())
    case .number: return .number(try readNumber().text)
    case .string: return .string(try readText().string)
    case .array:
      try beginArray()
      var elements: [JSON] = []
      while try nextElement(first: elements.isEmpty) { elements.append(try readTree()) }
      return .array(elements)
    case .object:
      try beginObject()
      var members: [JSON.Member] = []
      var keys = KeySet()
      while let key = try nextKey(first: members.isEmpty) {
        try keys.insert(key, at: position)
        members.append(JSON.Member(key.string, try readTree()))
      }
      return .object(members)
    }
  }

  /// Consumes any value as untyped data: whole numbers become ints, others doubles, objects maps.
  public mutating func readValue() throws(JSONError) -> Value {
    switch try next() {
    case .null:
      try readNull()
      return .null
    case .bool: return .bool(try readBool())
    case .number: return try readNumber().value
    case .string: return .string(try readText().string)
    case .array:
      try beginArray()
      var elements: [Value] = []
      while try nextElement(first: elements.isEmpty) { elements.append(try readValue()) }
      return .list(List(elements))
    case .object: return .map(try readMap())
    }
  }

  private mutating func readMap() throws(JSONError) -> Map {
    try beginObject()
    var names: [Value] = []
    var values: [Value] = []
    var keys = KeySet()
    while let key = try nextKey(first: names.isEmpty) {
      try keys.insert(key, at: position)
      names.append(.string(key.string))
      values.append(try readValue())
    }
    return Map(uniqueKeys: names, values: values)
  }
}

/// The keys of an object being read: compared in place while there are few, hashed from then on.
struct KeySet {
  private var few: [JSONText] = []
  private var many: Set<TextKey> = []

  var isEmpty: Bool { few.isEmpty }

  mutating func insert(_ key: JSONText, at offset: Int) throws(JSONError) {
    let isNew: Bool
    if few.count < 12 {
      isNew = !few.contains { Self.same($0, key) }
      few.append(key)
      if few.count == 12 { many = Set(few.map { TextKey($0.string) }) }
    } else {
      isNew = many.insert(TextKey(key.string)).inserted
    }
    guard isNew else {
      throw JSONError(
        .duplicateKey, offset: offset, "the member \(key.string.debugDescription) stands twice in one object")
    }
  }

  private static func same(_ one: JSONText, _ two: JSONText) -> Bool {
    if one.hasEscapes || two.hasEscapes { return sameText(one.string, two.string) }
    return one.octets.count == two.octets.count && one.octets.elementsEqual(two.octets)
  }
}
