internal import CEL
internal import RulesEngine

/// What tests in Lua have beside what all scripts have.
enum TestPrelude {
  /// Loads the plugin and the file of tests; returns `tests`, which gives their names, and `run`, which runs one.
  static let source = """
    local declared = {}
    local error, kind, type, pairs, tostring, pcall = error, kind, type, pairs, tostring, pcall
    local find, concat = string.find, table.concat

    plugin = require("main")

    function test(name, run)
      if type(name) ~= "string" or type(run) ~= "function" then
        error("a test is a name and a function: test(\\"it adds\\", function() ... end)", 2)
      end
      declared[#declared + 1] = { name = name, run = run }
    end

    local function is_table(value)
      local what = kind(value)
      return what == "table" or what == "list" or what == "map"
    end

    local function show(value, depth)
      if type(value) == "string" then return "\\"" .. value .. "\\"" end
      if not is_table(value) or depth > 4 then return tostring(value) end
      local parts = {}
      for key, inner in pairs(value) do
        local text = show(inner, depth + 1)
        parts[#parts + 1] = type(key) == "number" and text or key .. " = " .. text
      end
      return "{" .. concat(parts, ", ") .. "}"
    end

    local function same(a, b, depth)
      if a == b then return true end
      if not is_table(a) or not is_table(b) or depth > 16 then return false end
      for key, value in pairs(a) do
        if not same(value, b[key], depth + 1) then return false end
      end
      for key, value in pairs(b) do
        if value ~= nil and a[key] == nil then return false end
      end
      return true
    end

    function equal(found, expected)
      if not same(found, expected, 0) then
        error("expected " .. show(expected, 0) .. ", found " .. show(found, 0), 2)
      end
    end

    function fails(run, words)
      local ok, problem = pcall(run)
      if ok then error("expected an error, and there was none", 2) end
      local text = tostring(problem)
      if words and not find(text, words, 1, true) then
        error("expected an error with \\"" .. words .. "\\", found \\"" .. text .. "\\"", 2)
      end
    end

    require("test")

    return {
      tests = function()
        local names = {}
        for index = 1, #declared do names[index] = declared[index].name end
        return names
      end,
      run = function(index) declared[index].run() end,
    }
    """

  /// The functions as a check of test files knows them.
  static let names: [String: ScriptLibrary.Function] = {
    typealias Function = ScriptLibrary.Function
    return [
      "plugin": Function(), "test": Function(parameters: [.text, .function]),
      "equal": Function(parameters: [.any, .any]),
      "fails": Function(parameters: [.function, .text.optional]),
      "at": Function(parameters: [.any]), "given": Function(parameters: [.text, .any]),
      "requests": Function(),
    ]
  }()

  /// `at`, `given` and `requests`.
  static let functions: [HostFunction] = [
    HostFunction("at") { call throws(EvaluationError) in
      let context = try context(call)
      switch call[0] {
      case .timestamp(let instant)?: context.now = instant
      case .string(let text)?:
        guard let instant = Timestamp(rfc3339: text) else { fallthrough }
        context.now = instant
      default: throw call.mismatch(0, "an instant, as in `2026-11-21T10:00:00Z`")
      }
      return nil
    },
    HostFunction("given") { call throws(EvaluationError) in
      try context(call).given[try call.text(0)] = call[1]
      return nil
    },
    HostFunction("requests") { call throws(EvaluationError) in
      .list(List(try context(call).requests.map(value)))
    },
  ]

  private static func context(_ call: borrowing HostCall) throws(EvaluationError) -> ScriptContext {
    if let context = call.context as? ScriptContext { return context }
    throw EvaluationError(.unavailable, "\(call.name) is for the body of a test")
  }

  private static func value(_ request: ScriptContext.Request) -> Value {
    switch request {
    case .action(let name, let arguments):
      .map(Map([("action", .string(name)), ("arguments", .map(Map(arguments)))]))
    case .event(let type, let subject, let data):
      .map(
        Map(
          [("event", .string(type)), ("data", .map(Map(data)))]
            + (subject.map { [("subject", .string($0))] } ?? [])))
    case .change(let verb, let table, let filter, let values):
      .map(
        Map([
          (verb.rawValue, .string(table)), ("where", .map(Map(filter))), ("values", .map(Map(values))),
        ]))
    }
  }

  /// The world of one test: a clock that stands still, facts that the test gives, and what was asked for.
  struct Context {
    let script: ScriptContext

    init() {
      let start = Timestamp(rfc3339: "2026-01-01T00:00:00Z") ?? Timestamp(microseconds: 0)
      script = ScriptContext(now: start, seed: 1, currency: .init(code: "USD"))
    }
  }
}
