import CEL
import Glibc
import Testing

@testable import Plugins

/// Runs a script and gives what it returns.
func run(
  _ source: String, limits: ScriptLimits = ScriptLimits(milliseconds: 60_000), functions: [HostFunction] = []
) throws(ScriptError) -> Value? {
  var interpreter = try Interpreter(limits: limits, functions: functions)
  return try interpreter.load(source, file: "main.lua")
}

/// The error of a script; nil when it has none.
func failure(_ source: String, functions: [HostFunction] = []) -> ScriptError? {
  do throws(ScriptError) {
    _ = try run(source, functions: functions)
    return nil
  } catch {
    return error
  }
}

@Suite struct InterpreterTests {
  struct Call: Sendable {
    var source: String
    var arguments: [Value]
    var expected: String

    init(_ source: String, _ arguments: [Value], _ expected: String) {
      (self.source, self.arguments, self.expected) = (source, arguments, expected)
    }
  }

  static let callCases: [Call] = [
    Call("return function(x) return 2 * x end", [Value.int(21)], "42"),
    Call("return function(x, y) return x / y end", [1, 4], "0.25"),
    Call("return function(x) return kind(x) .. ' ' .. tostring(x) end", [.null], "\"null null\""),
    Call("return function(x) return x == null end", [.null], "true"),
    Call("return function(x) return x.name end", [.map(Map([("name", "Ada")]))], "\"Ada\""),
    Call("return function(x) return x.other == nil end", [.map(Map([("name", "Ada")]))], "true"),
    Call("return function(x) return #x, x[1] end", [["a", "b"]], "2"),
    Call("return function(x) return x[2] .. x[1] end", [["a", "b"]], "\"ba\""),
    Call(
      "return function(x) local n = 0 for _, v in ipairs(x) do n = n + v end return n end", [[1, 2, 3]], "6"
    ),
    Call(
      "return function(x) local t = {} for k, v in pairs(x) do t[#t + 1] = k .. v end return t end",
      [.map(Map([("b", 1), ("a", 2)]))], "[\"b1\", \"a2\"]"
    ),
    Call("return function(x) return x end", [.list(List([1, .null, "x"]))], "[1, null, \"x\"]"),
    Call("return function(x) return { inner = x } end", [.map(Map([("a", 1)]))], "{\"inner\": {\"a\": 1}}"),
    Call("return function() return { b = 1, a = { 1, 2 } } end", [], "{\"a\": [1, 2], \"b\": 1}"),
    Call("return function(x) return x * decimal('0.1') end", [.decimal(Decimal("0.3")!)], "0.03"),
    Call("return function(x) return x + 1 end", [.decimal(Decimal("0.50")!)], "1.50"),
    Call(
      "return function(x) return (x * decimal('0.075')):round() end", [.money(Money("84.50 EUR")!)],
      "6.34 EUR"
    ),
    Call(
      "return function(x) return x:allocate({ 1, 1, 1 }) end", [.money(Money("10.00 USD")!)],
      "[3.34 USD, 3.33 USD, 3.33 USD]"
    ),
    Call("return function(x) return x.amount, x.currency end", [.money(Money("5.00 EUR")!)], "5.00"),
    Call("return function(x) return x > money('4.99 EUR') end", [.money(Money("5.00 EUR")!)], "true"),
    Call("return function(x) return x == money('5.0 EUR') end", [.money(Money("5.00 EUR")!)], "true"),
    Call(
      "return function(x) return x + duration('90m') end",
      [.timestamp(Timestamp(rfc3339: "2026-11-21T10:00:00Z")!)],
      "2026-11-21T11:30:00Z"
    ),
    Call(
      "return function(x, y) return x - y end",
      [
        .timestamp(Timestamp(rfc3339: "2026-11-21T10:00:00Z")!),
        .timestamp(Timestamp(rfc3339: "2026-11-21T09:59:00Z")!),
      ],
      "60s"
    ),
    Call("return function(x) return x end", [.uint(.max)], "18446744073709551615"),
    Call("return function(x) return 'total: ' .. x end", [.money(Money("5.00 EUR")!)], "\"total: 5.00 EUR\""),
    Call(
      "return function(x) return string.format('%s|%5d|%.2f', x, 42, 1.5) end",
      [.decimal(Decimal("1.50")!)],
      "\"1.50|   42|1.50\""
    ),
    Call("return function(...) return select('#', ...) end", [1, 2, 3], "3"),
  ]

  @Test("a function gets arguments and gives a result", arguments: callCases)
  func calls(_ call: Call) throws {
    let (source, arguments, expected) = (call.source, call.arguments, call.expected)
    var interpreter = try Interpreter()
    let module = try interpreter.load(source, file: "main.lua")
    let found = interpreter.function("f", in: .map(Map([("f", module ?? .null)])))
    let result = try interpreter.call(try #require(found), with: arguments)
    #expect("\(result ?? "nothing")" == expected)
  }

  struct Failure: Sendable {
    var source: String
    var kind: ScriptError.Kind
    var message: String
    var line: Int

    init(_ source: String, _ kind: ScriptError.Kind, _ message: String, _ line: Int) {
      (self.source, self.kind, self.message, self.line) = (source, kind, message, line)
    }
  }

  static let failures: [Failure] = [
    Failure("return 1 +", ScriptError.Kind.syntax, "unexpected symbol near <eof>", 1),
    Failure("local x\n\nlocal y = x.z", .runtime, "attempt to index a nil value (local 'x')", 3),
    Failure("error('no such tier')", .runtime, "no such tier", 1),
    Failure("local function check() error('blamed', 2) end\n\ncheck()", .runtime, "blamed", 3),
    Failure("error('without a place', 0)", .runtime, "without a place", 1),
    Failure("error({ code = 1 })", .runtime, "the error object is not a text", 1),
    Failure("\nlocal a = decimal('x')", .host, "not a decimal number: x", 2),
    Failure(
      "return money('1 EUR') + money('1 USD')", .host, "1 EUR and 1 USD are in different currencies", 1),
    Failure(
      "return money('1 EUR') * 0.5", .host,
      "no such operator for 1 EUR and 0.5; a floating-point number is not exact: write decimal(\"0.1\")", 1
    ),
    Failure("return decimal('1') + 'x'", .runtime, "no such operator for decimal and string", 1),
    Failure("x = 1\nwhile true do\nend", .steps, "the script took more than 1000000 steps", 2),
    Failure(
      "\nlocal s = 'x'\nwhile true do s = s .. s end", .memory,
      "the script needs more than 8192 KiB, or one block of it is too large", 3
    ),
    Failure(
      "return 2 ^ 3", .source,
      "`^` is not available, because its last digit differs between machines; multiply instead", 1
    ),
  ]

  @Test("an error tells its kind, its words and its place", arguments: failures)
  func errors(_ expected: Failure) {
    let (source, kind, message, line) = (expected.source, expected.kind, expected.message, expected.line)
    let error = failure(source)
    #expect(error?.kind == kind)
    #expect(error?.message == message)
    #expect(error?.places.first == ScriptPlace(file: "main.lua", line: line))
  }

  @Test("a script catches errors of the host, and reads them")
  func caughtErrors() throws {
    let result = try run(
      "local ok, e = pcall(function() return decimal('1') / 0 end) return { ok, kind(e), e.code, e.message, tostring(e) }"
    )
    #expect("\(result!)" == #"[false, "error", "R0202", "division by zero", "division by zero"]"#)
  }

  @Test("an error of the host keeps its kind")
  func hostErrors() {
    let refuse = HostFunction("refuse") { _ throws(EvaluationError) in
      throw EvaluationError(.unavailable, "not today")
    }
    let error = failure("local f = function() refuse() end\nf()", functions: [refuse])
    #expect(error?.cause == EvaluationError(.unavailable, "not today"))
    #expect(error?.evaluationError.kind == .unavailable)
    #expect(error?.places.map(\.line) == [1, 2])
  }

  @Test("globals can be set while files are loaded, and not afterwards")
  func sealing() throws {
    var interpreter = try Interpreter()
    let module = try interpreter.load(
      "count = 1 return { f = function() count = count + 1 return count end }", file: "a.lua")
    interpreter.seal()
    let function = interpreter.function("f", in: module)!
    var message = ""
    do throws(ScriptError) { _ = try interpreter.call(function, with: []) } catch { message = error.message }
    #expect(message == "the global 'count' cannot be set: calls keep nothing for one another")
  }

  @Test("a value of an earlier call is not read in a later one")
  func staleValues() throws {
    var interpreter = try Interpreter()
    let module = try interpreter.load(
      "local kept return { f = function(x) local old = kept kept = x return old and old.a end }",
      file: "a.lua")
    let function = interpreter.function("f", in: module)!
    let map = Value.map(Map([("a", 1)]))
    let first = try interpreter.call(function, with: [map])
    #expect(first == nil)
    var message = ""
    do throws(ScriptError) { _ = try interpreter.call(function, with: [map]) } catch {
      message = error.message
    }
    #expect(message == "a value of an earlier call cannot be used any more")
  }

  @Test("fields are read when a script asks for them, and only those")
  func lazyFields() throws {
    final class Row: FieldSource {
      var asked: [String] = []
      let fieldNames = ["id", "tier", "total"]
      func field(_ name: String) throws(EvaluationError) -> ScriptValue? {
        asked.append(name)
        if name == "total" { throw EvaluationError(.unavailable, "no total today") }
        return fieldNames.contains(name) ? .value(.string("<\(name)>")) : nil
      }
    }
    var interpreter = try Interpreter()
    let module = try interpreter.load(
      "return { f = function(row) return row.tier .. tostring(row.none) end, g = function(row) return row.total end }",
      file: "a.lua")
    let row = Row()
    let result = try interpreter.call(interpreter.function("f", in: module)!, reading: [.fields(row)])
    #expect(result?.isEqual(to: "<tier>nil") == true)
    #expect(row.asked == ["tier", "none"])
    var cause: EvaluationError?
    do throws(ScriptError) {
      _ = try interpreter.call(interpreter.function("g", in: module)!, reading: [.fields(row)])
    } catch { cause = error.cause }
    #expect(cause?.message == "no total today")
  }

  @Test(
    "elementary functions are the library's to the last few bits",
    arguments: [-20.5, -1, -0.3, 0, 1e-9, 0.7, 1, 2.5, 30, 1000])
  func elementary(x: Double) throws {
    let source = """
      local x = \(x)
      return { math.sin(x), math.cos(x), math.atan(x), math.exp(x / 10), math.log(math.abs(x) + 1) }
      """
    guard case .list(let list)? = try run(source) else { return #expect(Bool(false)) }
    let expected = [sin(x), cos(x), atan(x), exp(x / 10), log(abs(x) + 1)]
    for (value, right) in zip(list.elements, expected) {
      guard case .double(let found) = value else { continue }
      #expect(abs(found - right) <= 4e-15 * max(1, abs(right)))
    }
    #expect(list.count == 5)
  }

  @Test("what a call takes is the same every time")
  func determinism() throws {
    let source = "local t = {} for i = 1, 500 do t[i] = ('x'):rep(i) end return #table.concat(t)"
    var steps: Set<Int64> = []
    for _ in 0..<3 {
      var interpreter = try Interpreter()
      let result = try interpreter.load(source, file: "a.lua")
      #expect(result?.isEqual(to: 125_250) == true)
      steps.insert(interpreter.usage.steps)
    }
    #expect(steps.count == 1)
    #expect(steps.first! > 500)
  }
}
