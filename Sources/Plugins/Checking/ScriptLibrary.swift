/// What scripts find beside what they define themselves: for checks that run nothing.
enum ScriptLibrary {
  /// A function, as far as its arguments can be judged where they are written out.
  struct Function: Sendable {
    var parameters: [Parameter] = []
    /// Any more arguments after those.
    var takesMore = false
    /// What a plugin needs to call it.
    var grant: Grants.Kind?
  }

  /// What may be written out for an argument.
  struct Parameter: Sendable {
    var kinds: Set<Kind>
    var isOptional = false
    /// In words, for messages.
    var words: String

    static let text = Parameter(kinds: [.text], words: "a text")
    static let words = Parameter(kinds: [.text, .integer, .float], words: "a text")
    static let table = Parameter(kinds: [.table], words: "a table")
    static let integer = Parameter(kinds: [.integer], words: "a whole number")
    static let number = Parameter(kinds: [.integer, .float], words: "a number")
    static let exact = Parameter(
      kinds: [.integer, .text], words: "a whole number or the digits of a decimal")
    static let function = Parameter(kinds: [.function], words: "a function")
    static let any = Parameter(kinds: Set(Kind.allCases), words: "a value")

    var optional: Parameter {
      var copy = self
      copy.isOptional = true
      copy.kinds.insert(.nothing)
      return copy
    }
  }

  /// The kinds of values that can be written out.
  enum Kind: String, Sendable, CaseIterable {
    case nothing = "nil"
    case flag = "a boolean"
    case integer = "a whole number"
    case float = "a floating-point number"
    case text = "a text"
    case table = "a table"
    case function = "a function"
  }

  /// Globals that are no functions and have no members to check.
  static let values: Set<String> = ["null", "_VERSION", "_G", "_ENV", "config"]

  /// Functions by their dotted names.
  static let functions: [String: Function] = base.merging(strings) { $1 }.merging(tables) { $1 }
    .merging(numbers) { $1 }.merging(host) { $1 }

  /// Members that are no functions.
  static let constants: Set<String> = [
    "math.pi", "math.huge", "math.maxinteger", "math.mininteger", "utf8.charpattern",
  ]

  /// What the methods of `ctx` in a rule script are elsewhere.
  static let context: [String: String] = [
    "act": "actions.request", "emit": "events.emit", "now": "time.now", "insert": "model.insert",
    "upsert": "model.upsert", "update": "model.update", "delete": "model.delete",
    "facts": "facts", "log": "log", "random": "random",
  ]

  private static func takes(_ parameters: Parameter..., more: Bool = false, grant: Grants.Kind? = nil)
    -> Function
  {
    Function(parameters: parameters, takesMore: more, grant: grant)
  }

  private static let base: [String: Function] = [
    "assert": takes(.any, more: true), "error": takes(more: true), "ipairs": takes(.any),
    "pairs": takes(.any), "type": takes(.any), "rawequal": takes(.any, .any), "rawlen": takes(.any),
    "select": takes(.any, more: true), "tonumber": takes(.any, .integer.optional), "tostring": takes(.any),
    "kind": takes(.any), "pcall": takes(.any, more: true), "xpcall": takes(.any, .function, more: true),
    "setmetatable": takes(.any, .table.optional), "getmetatable": takes(.any), "require": takes(.text),
    "print": takes(more: true, grant: .log), "decimal": takes(.exact), "money": takes(.exact, .text.optional),
    "timestamp": takes(.text), "duration": takes(.text), "rule": takes(.text),
  ]

  private static let strings: [String: Function] = [
    "string.len": takes(.words), "string.sub": takes(.words, .integer, .integer.optional),
    "string.byte": takes(.words, .integer.optional, .integer.optional), "string.char": takes(more: true),
    "string.lower": takes(.words), "string.upper": takes(.words), "string.reverse": takes(.words),
    "string.rep": takes(.words, .integer, .words.optional), "string.format": takes(.words, more: true),
    "string.find": takes(.words, .words, .integer.optional, .any.optional),
    "string.match": takes(.words, .words, .integer.optional),
    "string.gmatch": takes(.words, .words, .integer.optional),
    "string.gsub": takes(.words, .words, .any, .integer.optional), "utf8.char": takes(more: true),
    "utf8.codes": takes(.words, .any.optional), "utf8.len": takes(.words, more: true),
    "utf8.codepoint": takes(.words, more: true), "utf8.offset": takes(.words, .integer, .integer.optional),
  ]

  private static let tables: [String: Function] = [
    "table.insert": takes(.any, .any, .any.optional), "table.remove": takes(.any, .integer.optional),
    "table.concat": takes(.any, .words.optional, .integer.optional, .integer.optional),
    "table.unpack": takes(.any, .integer.optional, .integer.optional), "table.pack": takes(more: true),
    "table.sort": takes(.any, .function.optional),
  ]

  private static let numbers: [String: Function] = {
    var found: [String: Function] = [
      "math.atan": takes(.number, .number.optional), "math.log": takes(.number, .number.optional),
      "math.pow": takes(.number, .number), "math.fmod": takes(.number, .number),
      "math.ult": takes(.integer, .integer), "math.tointeger": takes(.any), "math.type": takes(.any),
      "math.max": takes(.number, more: true), "math.min": takes(.number, more: true),
    ]
    for name in ["abs", "ceil", "floor", "modf", "sqrt", "sin", "cos", "tan", "asin", "acos", "exp"] {
      found["math.\(name)"] = takes(.number)
    }
    return found
  }()

  private static let host: [String: Function] = {
    var found: [String: Function] = [
      "time.now": takes(), "random.number": takes(), "random.integer": takes(.integer, .integer),
      "actions.request": takes(.text, .table.optional, grant: .act),
      "events.emit": takes(.text, .table.optional, .text.optional, grant: .emit),
      "http.get": takes(.text, grant: .http),
    ]
    for level in LogLevel.allCases { found["log.\(level.rawValue)"] = takes(more: true, grant: .log) }
    for verb in ["insert", "upsert", "delete"] {
      found["model.\(verb)"] = takes(.text, .table, grant: .writeModel)
    }
    found["model.update"] = takes(.text, .table, .table, grant: .writeModel)
    for verb in ["get", "rows", "count", "sum", "min", "max"] {
      found["facts.\(verb)"] = takes(.text, .table.optional, grant: .readFacts)
    }
    return found
  }()

  /// Tables of functions, such as `string`.
  static let tablesOfFunctions: Set<String> = Set(
    (Array(functions.keys) + Array(constants)).compactMap { name in
      let parts = name.split(separator: ".")
      return parts.count > 1 ? String(parts[0]) : nil
    })

  /// The names of all globals.
  static let globals: Set<String> = values.union(tablesOfFunctions).union(
    functions.keys.filter { !$0.contains(".") })

  /// The members of a table of functions, sorted.
  static func members(of table: String) -> [String] {
    (Array(functions.keys) + Array(constants)).filter { $0.hasPrefix("\(table).") }
      .map { String($0.dropFirst(table.count + 1)) }.sorted()
  }
}
