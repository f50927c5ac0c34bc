extension JSON {
  /// Reads a whole text strictly.
  public init(parsing text: String, maxDepth: Int = 64, maxBytes: Int = 16 << 20) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), maxDepth: maxDepth, maxBytes: maxBytes)
  }

  /// Reads a whole document of octets strictly.
  public init(parsing octets: [UInt8], maxDepth: Int = 64, maxBytes: Int = 16 << 20) throws(JSONError) {
    let made = octets.withUnsafeBytes { buffer in
      Result { () throws(JSONError) in
        var reader = try JSONReader(buffer, maxDepth: maxDepth, maxBytes: maxBytes)
        let tree = try reader.readTree()
        try reader.finish()
        return tree
      }
    }
    self = try made.get()
  }

  /// The compact text, members in their order.
  public var text: String {
    var writer = JSONWriter()
    writer.write(self)
    return writer.text
  }

  /// The text over several lines, indented by two blanks.
  public var prettyText: String {
    var writer = JSONWriter(pretty: true)
    writer.write(self)
    return writer.text
  }
}

extension Value {
  /// Untyped data from a tree: whole numbers become ints, others doubles, objects maps.
  public init(json: JSON) {
    switch json {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(let digits): self = Int64(digits).map(Value.int) ?? .double(Double(digits) ?? .nan)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .list(List(elements.map(Value.init(json:))))
    case .object(let members):
      self = .map(Map(members.map { ($0.name, Value(json: $0.value)) }))
    }
  }

  /// Reads a JSON text as untyped data.
  public init(parsingJSON text: String, maxDepth: Int = 64) throws(JSONError) {
    self.init(json: try JSON(parsing: text, maxDepth: maxDepth))
  }
}
