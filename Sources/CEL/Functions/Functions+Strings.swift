extension Functions {
  static let strings: [FunctionDeclaration] = [
    function(
      "charAt",
      method([.string, .int], .string) { (it) throws(EvaluationError) in
        let (scalars, place) = (try scalars(it[0]), try int(it[1]))
        guard (0...Int64(scalars.count)).contains(place) else { throw outside(place, scalars.count) }
        return .string(place == scalars.count ? "" : String(scalars[Int(place)]))
      }),
    function(
      "indexOf", method([.string, .string], .int, indexOf), method([.string, .string, .int], .int, indexOf)),
    function(
      "lastIndexOf", method([.string, .string], .int, lastIndexOf),
      method([.string, .string, .int], .int, lastIndexOf)),
    function(
      "substring", method([.string, .int], .string, substring),
      method([.string, .int, .int], .string, substring)),
    function(
      "replace", method([.string, .string, .string], .string, replace),
      method([.string, .string, .string, .int], .string, replace)),
    function(
      "split", method([.string, .string], .list(.string), perElement: 1, split),
      method([.string, .string, .int], .list(.string), perElement: 1, split)),
    function(
      "join", method([.list(.string)], .string, join), method([.list(.string), .string], .string, join)),
  ]

  static func scalars(_ value: Value) throws(EvaluationError) -> [Unicode.Scalar] {
    Array(try text(value).unicodeScalars)
  }

  static func outside(_ place: Int64, _ count: Int) -> EvaluationError {
    EvaluationError(.indexOutOfRange, "position \(place) is outside a text of \(count) characters")
  }

  @Sendable private static func indexOf(_ it: Arguments) throws(EvaluationError) -> Value {
    let (whole, part) = (try scalars(it[0]), try scalars(it[1]))
    let start = it.count > 2 ? try int(it[2]) : 0
    guard (0...Int64(whole.count)).contains(start) else { throw outside(start, whole.count) }
    return .int(Int64(find(part, in: whole, from: Int(start)) ?? -1))
  }

  @Sendable private static func lastIndexOf(_ it: Arguments) throws(EvaluationError) -> Value {
    let (whole, part) = (try scalars(it[0]), try scalars(it[1]))
    let start = it.count > 2 ? try int(it[2]) : Int64(whole.count)
    guard (0...Int64(whole.count)).contains(start) else { throw outside(start, whole.count) }
    guard whole.count >= part.count else { return .int(-1) }
    guard whole.count.multipliedReportingOverflow(by: part.count + 1).partialValue < 20_000_000 else {
      throw EvaluationError(.budget, "the texts are too long for `lastIndexOf`")
    }
    let last = min(Int(start), whole.count - part.count)
    for place in stride(from: last, through: 0, by: -1)
    where whole[place..<place + part.count].elementsEqual(part) {
      return .int(Int64(place))
    }
    return .int(-1)
  }

  @Sendable private static func substring(_ it: Arguments) throws(EvaluationError) -> Value {
    let scalars = try scalars(it[0])
    let start = try int(it[1])
    let end = it.count > 2 ? try int(it[2]) : Int64(scalars.count)
    guard (0...Int64(scalars.count)).contains(start) else { throw outside(start, scalars.count) }
    guard (0...Int64(scalars.count)).contains(end), start <= end else { throw outside(end, scalars.count) }
    return .string(String(scalars[Int(start)..<Int(end)]))
  }

  @Sendable private static func replace(_ it: Arguments) throws(EvaluationError) -> Value {
    let whole = Array(try text(it[0]).utf8)
    let (old, new) = (Array(try text(it[1]).utf8), Array(try text(it[2]).utf8))
    var left = it.count > 3 ? try int(it[3]) : -1
    if left < 0 { left = .max }
    var result: [UInt8] = []
    var at = 0
    while left > 0, let place = find(old, in: whole, from: at) {
      guard result.count + new.count <= maxResult else { throw tooLarge() }
      result.append(contentsOf: whole[at..<place])
      result.append(contentsOf: new)
      left -= 1
      at = place + old.count
      if old.isEmpty {
        guard place < whole.count else { return .string(String(decoding: result, as: UTF8.self)) }
        // An empty text stands between any two characters.
        repeat {
          result.append(whole[at])
          at += 1
        } while at < whole.count && whole[at] & 0xC0 == 0x80
      }
    }
    result.append(contentsOf: whole[min(at, whole.count)...])
    return .string(String(decoding: result, as: UTF8.self))
  }

  @Sendable private static func split(_ it: Arguments) throws(EvaluationError) -> Value {
    let (whole, mark) = (try text(it[0]), try text(it[1]))
    let limit = it.count > 2 ? try int(it[2]) : -1
    if limit == 0 { return .list(List([])) }
    let most = limit < 0 ? Int.max : Int(clamping: limit)
    guard !mark.isEmpty else { return .list(List(characters(whole, most: most))) }
    let (octets, separator) = (Array(whole.utf8), Array(mark.utf8))
    var parts: [Value] = []
    var at = 0
    while parts.count + 1 < most, let place = find(separator, in: octets, from: at) {
      parts.append(.string(String(decoding: octets[at..<place], as: UTF8.self)))
      at = place + separator.count
    }
    parts.append(.string(String(decoding: octets[at...], as: UTF8.self)))
    return .list(List(parts))
  }

  private static func characters(_ text: String, most: Int) -> [Value] {
    let scalars = Array(text.unicodeScalars)
    let singles = min(scalars.count, most == .max ? .max : most - 1)
    var parts = scalars[..<singles].map { Value.string(String($0)) }
    if singles < scalars.count { parts.append(.string(String(scalars[singles...]))) }
    return parts
  }

  @Sendable private static func join(_ it: Arguments) throws(EvaluationError) -> Value {
    let mark = it.count > 1 ? try text(it[1]) : ""
    var result = ""
    for (place, element) in try list(it[0]).enumerated() {
      let part = try text(element)
      guard result.utf8.count + mark.utf8.count + part.utf8.count <= maxResult else { throw tooLarge() }
      if place > 0 { result += mark }
      result += part
    }
    return .string(result)
  }
}
