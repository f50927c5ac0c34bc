/// A call as written, before it is known whether it is a macro.
struct Call {
  var name: String
  var nameRange: Range<Int>
  var target: Syntax.ID?
  var start: Int32
  var open: Token
}

extension Parser {
  /// A call without a receiver.
  mutating func function(_ call: Call, _ arguments: [Syntax.ID], rooted: Bool) throws(Stop) -> Syntax.ID {
    if call.name == "has", arguments.count == 1, !rooted { return try hasMacro(call, arguments[0]) }
    return try add(.call(call.name, arguments, rooted: rooted), from: call.start, childList: arguments)
  }

  private mutating func hasMacro(_ call: Call, _ argument: Syntax.ID) throws(Stop) -> Syntax.ID {
    guard case .select(let operand, let field, let optional) = syntax[argument].kind else {
      if case .broken = syntax[argument].kind { return argument }
      throw fail(
        "C0106", "`has` takes a field selection", syntax[argument].range,
        label: "expected something like `x.field`")
    }
    return try add(.has(operand, field: field, optional: optional), from: call.start, children: operand)
  }

  /// A call with a receiver.
  mutating func method(_ call: Call, _ arguments: [Syntax.ID]) throws(Stop) -> Syntax.ID {
    guard let target = call.target else { throw Stop() }
    if case .name(let namespace, false) = syntax[target].kind,
      let made = try namespaced(namespace, call, arguments)
    {
      return made
    }
    if let made = try comprehension(call, target, arguments) { return made }
    if call.name == "optMap" || call.name == "optFlatMap", arguments.count == 2 {
      let name = try variable(arguments[0])
      return try add(
        .optionalMap(target, name, arguments[1], flat: call.name == "optFlatMap"), from: call.start,
        children: target, arguments[1])
    }
    return try add(.method(target, call.name, arguments), from: call.start, childList: [target] + arguments)
  }

  /// Macros in the namespaces `cel` and `math`; nil for other calls.
  private mutating func namespaced(
    _ namespace: String, _ call: Call, _ arguments: [Syntax.ID]
  ) throws(Stop) -> Syntax.ID? {
    switch (namespace, call.name, arguments.count) {
    case ("cel", "bind", 3):
      let name = try variable(arguments[0])
      return try add(
        .bind(name, arguments[1], arguments[2]), from: call.start, children: arguments[1], arguments[2])
    case ("cel", "block", 2): return try block(call, arguments)
    case ("cel", "index", 1), ("cel", "iterVar", 2), ("cel", "accuVar", 2):
      return try add(.name(try blockName(call.name, arguments), rooted: false), from: call.start)
    case ("math", "greatest", _), ("math", "least", _):
      try checkExtremes(call, arguments)
      guard arguments.count > 2, let target = call.target else { return nil }
      // Many arguments are one list of them.
      let start = syntax[arguments[0]].start
      let elements = arguments.map { Syntax.Element(node: $0, isOptional: false) }
      let list = try add(.list(elements), from: start, childList: arguments)
      return try add(.method(target, call.name, [list]), from: call.start, children: target, list)
    default: return nil
    }
  }

  /// `cel.block([a, b], body)` binds each element in turn under the name that `cel.index` gives.
  private mutating func block(_ call: Call, _ arguments: [Syntax.ID]) throws(Stop) -> Syntax.ID {
    guard case .list(let elements) = syntax[arguments[0]].kind else {
      throw fail("C0106", "`cel.block` takes a list literal", syntax[arguments[0]].range)
    }
    var body = arguments[1]
    for (index, element) in elements.enumerated().reversed() {
      body = try add(
        .bind("@index\(index)", element.node, body), from: call.start, children: element.node, body)
    }
    return body
  }

  private mutating func blockName(_ name: String, _ arguments: [Syntax.ID]) throws(Stop) -> String {
    var result = "@" + name
    if name == "iterVar" { result += ":" }
    for (place, argument) in arguments.enumerated() {
      guard case .literal(.int(let number)) = syntax[argument].kind, number >= 0 else {
        throw fail("C0106", "`cel.\(name)` takes whole numbers", syntax[argument].range)
      }
      result += (place > 0 ? ":" : "") + String(number)
    }
    return result
  }

  /// `math.greatest` and `math.least` refuse what can never be a number as soon as they are read.
  private mutating func checkExtremes(_ call: Call, _ arguments: [Syntax.ID]) throws(Stop) {
    let whole = Int(call.start)..<Int(tokens[at - 1].end)
    guard let first = arguments.first else {
      throw fail("C0106", "`math.\(call.name)` needs at least one argument", whole)
    }
    if arguments.count == 1, case .list(let elements) = syntax[first].kind, elements.isEmpty {
      throw fail("C0106", "`math.\(call.name)` of an empty list has no value", syntax[first].range)
    }
    for argument in arguments {
      guard case .literal(let value) = syntax[argument].kind else { continue }
      switch value {
      case .int, .uint, .double: continue
      default:
        throw fail(
          "C0106", "`math.\(call.name)` takes numbers", syntax[argument].range, label: "not a number")
      }
    }
  }
}
