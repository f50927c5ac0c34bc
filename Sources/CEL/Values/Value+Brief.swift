extension Value {
  /// The value as a source text would write it, for messages: `"vip"`, `[1, 2]`, `15.00 USD`. Long values are cut
  /// off with an ellipsis, so that this is quick for any value.
  public var description: String { brief(4000) }

  /// The description, cut off after about `limit` characters.
  func brief(_ limit: Int) -> String {
    var writer = BriefWriter(room: limit)
    writer.write(self)
    return writer.text
  }
}

/// Writes a value until there is no room left.
private struct BriefWriter {
  var text = ""
  var room: Int

  init(room: Int) { self.room = room }

  private mutating func add(_ part: String) {
    guard room > 0 else { return }
    let count = part.utf8.count
    if count <= room {
      text += part
    } else {
      text += String(part.unicodeScalars.prefix(room)) + "…"
    }
    room -= count
  }

  mutating func write(_ value: Value) {
    guard room > 0 else { return }
    switch value {
    case .null: add("null")
    case .string(let text): add(quoted(String(text.unicodeScalars.prefix(room + 1))))
    case .bytes(let bytes): add("b\"" + bytes.octets.prefix(room).map { "\\x" + hexText($0) }.joined() + "\"")
    case .uint(let number): add("\(number)u")
    case .double(let number): add(number.isFinite ? number.description : plainText(number))
    case .list(let list): series("[", list.elements.count, "]") { $0.write(list.elements[$1]) }
    case .map(let map):
      series("{", map.count, "}") {
        $0.write(map.keys[$1])
        $0.add(": ")
        $0.write(map.values[$1])
      }
    case .record(let record): write(record)
    case .optional(let optional):
      guard let inner = optional.value else { return add("optional.none()") }
      add("optional.of(")
      write(inner)
      add(")")
    default: add(value.text)
    }
  }

  private mutating func write(_ record: Record) {
    let present = record.values.indices.filter { record.values[$0] != nil }
    series("\(record.layout.typeName){", present.count, "}") { writer, place in
      guard let value = record.values[present[place]] else { return }
      writer.add(record.layout.fields[present[place]] + ": ")
      writer.write(value)
    }
  }

  private mutating func series(
    _ open: String, _ count: Int, _ close: String, _ item: (inout BriefWriter, Int) -> Void
  ) {
    add(open)
    for place in 0..<count where room > 0 {
      if place > 0 { add(", ") }
      item(&self, place)
    }
    add(close)
  }
}
