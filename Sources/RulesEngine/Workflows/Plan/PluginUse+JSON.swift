public import CEL

extension PluginUse {
  /// Writes several as an array.
  public static func write(_ plugins: [PluginUse], to writer: inout JSONWriter) {
    writer.beginArray()
    for plugin in plugins {
      writer.beginObject()
      writer.member("plugin", plugin.name)
      writer.member("version", plugin.version)
      writer.key("signatures")
      writer.beginArray()
      for signature in plugin.signatures { signature.write(to: &writer) }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
  }

  /// Reads what ``write(_:to:)`` wrote; nil for anything else.
  public init?(_ json: JSON) {
    guard let name = json["plugin"]?.stringValue, let version = json["version"]?.stringValue,
      let written = json["signatures"]?.arrayValue
    else { return nil }
    let signatures = written.compactMap { PluginSignature($0) }
    guard signatures.count == written.count else { return nil }
    self.init(name: name, version: version, signatures: signatures)
  }
}

extension PluginSignature {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member(kind.rawValue, name)
    writer.key("parameters")
    writer.beginArray()
    for parameter in parameters { parameter.write(to: &writer) }
    writer.endArray()
    if let result { writer.member("returns", result.name) }
    writer.endObject()
  }

  fileprivate init?(_ json: JSON) {
    let kinds: [Kind] = [.action, .function]
    guard let kind = kinds.first(where: { json[$0.rawValue] != nil }),
      let name = json[kind.rawValue]?.stringValue,
      let written = json["parameters"]?.arrayValue
    else { return nil }
    let parameters = written.compactMap { EventField($0) }
    guard parameters.count == written.count else { return nil }
    let result = json["returns"]?.stringValue.flatMap { FieldType(named: $0) }
    guard (result == nil) == (kind == .action) else { return nil }
    self.init(kind: kind, name: name, parameters: parameters, result: result)
  }
}

extension EventField {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if !name.isEmpty { writer.member("name", name) }
    writer.member("type", type.name)
    if let entity = type.entity { writer.member("entity", entity) }
    if type.isOptional { writer.member("optional", "yes") }
    if let allowed = type.allowed {
      writer.key("enum")
      writer.beginArray()
      for value in allowed { writer.string(value) }
      writer.endArray()
    }
    writer.endObject()
  }

  fileprivate init?(_ json: JSON) {
    guard var type = json["type"]?.stringValue.flatMap({ FieldType(named: $0) }) else { return nil }
    type.entity = json["entity"]?.stringValue
    type.isOptional = json["optional"] != nil
    type.allowed = json["enum"]?.arrayValue?.compactMap(\.stringValue)
    self.init(name: json["name"]?.stringValue ?? "", type: type)
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }
}
