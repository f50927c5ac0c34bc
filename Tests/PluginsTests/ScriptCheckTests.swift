import CEL
import RulesEngine
import Testing

@testable import Plugins

/// What is found in scripts before they run.
@Suite struct ScriptCheckTests {
  /// The findings of one file, as `line:column code message | help`.
  static func findings(_ text: String, grants: Grants = Grants(), modules: [String] = []) -> [String] {
    let diagnostics = Diagnostics()
    var bundle = ScriptBundle(name: "demo", grants: grants)
    bundle.mains = [SourceFile(path: "demo/main.lua", text: text)]
    bundle.modules = modules.map { ($0, SourceFile(path: "demo/\($0).lua", text: "return {}")) }
    ScriptCheck(bundle: bundle, diagnostics: diagnostics).run()
    return diagnostics.sorted.map { finding in
      "\(finding.span.start.line):\(finding.span.start.column) \(finding.code.id) \(finding.message)"
        + finding.help.map { " | \($0)" }.joined()
    }
  }

  struct Case: Sendable {
    var source: String
    var findings: [String]

    init(_ source: String, _ findings: String...) { (self.source, self.findings) = (source, findings) }
  }

  static let names: [Case] = [
    Case("local a = 1 return a"),
    Case(
      "return amuont",
      "1:8 L0811 no variable is called `amuont` | define it with `local amuont = ...` before it is used"),
    Case("return decimel('1')", "1:8 L0811 no variable is called `decimel` | did you mean `decimal`?"),
    Case(
      "local function f(x) return x + y end",
      "1:32 L0811 no variable is called `y` | define it with `local y = ...` before it is used"),
    Case(
      "do local inner = 1 end\nreturn inner",
      "2:8 L0811 no variable is called `inner` | define it with `local inner = ...` before it is used"),
    Case(
      "for i = 1, 3 do print2(i) end", "1:17 L0811 no variable is called `print2` | did you mean `print`?"),
    Case("for k, v in pairs({}) do local _ = k .. v end"),
    Case("repeat local done = true until done"),
    Case(
      "local function share(amonut) return amount end",
      "1:37 L0811 no variable is called `amount` | did you mean `amonut`?"),
    Case("goto continue ::continue::"),
    Case(
      "local t = { a = 1, ['b'] = 2, [3] = a2 }",
      "1:37 L0811 no variable is called `a2` | define it with `local a2 = ...` before it is used"),
    Case("helper = function() return 1 end\nreturn helper()"),
    Case("function helper() return 1 end\nlocal function g() return helper() end"),
    Case("local M = {} function M.f(a) return a end function M:g() return self end return M"),
    Case("local x <const> = 5 return x"),
    Case(
      "return os.time()",
      "1:8 L0811 no variable is called `os` | scripts have no operating system; `ctx.now()` is the instant of the event in a rule"
    ),
    Case(
      "return next({})",
      "1:8 L0811 no variable is called `next` | use `pairs`, which visits keys in a fixed order"),
    Case("return string.formt('x')", "1:15 L0812 `string` has no `formt` | did you mean `format`?"),
    Case("return math.random()", "1:13 L0812 `math` has no `random`"),
    Case("local s = string\nreturn s.uper('x')", "2:10 L0812 `string` has no `uper` | did you mean `upper`?"),
    Case("local s = string\ns = {}\nreturn s.anything"),
    Case("local string = { mine = 1 } return string.mine"),
    Case(
      "local function f() cache = 1 end",
      "1:20 L0813 the global `cache` is set in a function | write `local cache`: calls keep nothing for one another"
    ),
    Case("-- nothing = here\nlocal s = [[ not.code() ]] return s"),
    Case("return config.region, null, _VERSION"),
  ]

  static let arguments: [Case] = [
    Case("return decimal('0.1') + decimal(2)"),
    Case(
      "return decimal(0.1)",
      "1:16 L0815 argument 1 of `decimal` must be a whole number or the digits of a decimal | a floating-point number is not exact: write `decimal(\"0.1\")`"
    ),
    Case(
      "return money(-4.99, 'EUR')",
      "1:14 L0815 argument 1 of `money` must be a whole number or the digits of a decimal | a floating-point number is not exact: write `money(\"-4.99\")`"
    ),
    Case("return timestamp()", "1:8 L0815 `timestamp` needs a text as argument 1"),
    Case("return duration('1h', '2h')", "1:8 L0815 `duration` takes 1 argument, not 2"),
    Case("return string.rep('x', 'y')", "1:24 L0815 argument 2 of `string.rep` must be a whole number"),
    Case("local function two() return 'x', 3 end return string.rep(two())"),
    Case("return table.sort({ 2, 1 }, function(a, b) return a < b end)"),
    Case("return math.floor '1'", "1:19 L0815 argument 1 of `math.floor` must be a number"),
    Case("return (1 + 2) .. string.upper('x'):rep(2)"),
  ]

  @Test("names", arguments: names)
  func unknownNames(_ mistake: Case) { #expect(Self.findings(mistake.source) == mistake.findings) }

  @Test("arguments that are written out", arguments: arguments)
  func wrongArguments(_ mistake: Case) { #expect(Self.findings(mistake.source) == mistake.findings) }

  @Test("calls without a grant")
  func grants() {
    let source = "log.info('x') return { f = function() return facts.get('customer.tier') end }"
    #expect(
      Self.findings(source) == [
        "1:1 L0814 plugin `demo` may not use `log.info` | add `log: all` under `grants` in its plugin.yaml",
        "1:46 L0814 plugin `demo` may not use `facts.get` for `customer.tier` | add `facts.read: [customer.tier]` under `grants` in its plugin.yaml",
      ])
    var grants = Grants()
    grants.grant(.log)
    grants.grant(.readFacts, .only(["customer.*"]))
    #expect(Self.findings(source, grants: grants) == [])
    #expect(
      Self.findings("return http.get('https://api.example.com/x')", grants: grants) == [
        "1:8 L0814 plugin `demo` may not use `http.get` for `api.example.com` | add `http: [api.example.com]` under `grants` in its plugin.yaml"
      ])
    #expect(
      Self.findings("local name = 'a' .. 'b' events.emit(name)", grants: grants) == [
        "1:25 L0814 plugin `demo` may not use `events.emit` | add `emit: all` under `grants` in its plugin.yaml"
      ])
  }

  @Test("files that are required")
  func modules() {
    #expect(Self.findings("return require('rates')", modules: ["rates"]) == [])
    #expect(
      Self.findings("return require('rate')", modules: ["rates"]) == [
        "1:16 L0816 there is no file `rate` to require | did you mean `rates`?"
      ])
  }

  /// The lists of the check are what scripts really have.
  @Test("the library is the one that scripts have")
  func library() throws {
    let library = HostLibrary(plugin: "demo", grants: Grants(), log: .none)
    var interpreter = try Interpreter(functions: library.functions)
    _ = try interpreter.load(Prelude.source, file: "bylaw")
    _ = try interpreter.load("config = {}", file: "bylaw")
    for name in ScriptLibrary.globals.union(ScriptLibrary.functions.keys).union(ScriptLibrary.constants)
    where name != "_ENV" {
      let kind = try interpreter.load("return kind(\(name))", file: "main.lua")?.text ?? ""
      let isFunction = ScriptLibrary.functions[name] != nil
      #expect(isFunction ? kind == "function" : kind != "nil", "\(name) is a \(kind)")
    }
    for table in ScriptLibrary.tablesOfFunctions {
      let source = "local l = {} for k in pairs(\(table)) do l[#l + 1] = k end return l"
      guard case .list(let list)? = try interpreter.load(source, file: "main.lua") else { continue }
      #expect(Set(list.elements.map(\.text)) == Set(ScriptLibrary.members(of: table)), "\(table)")
    }
  }
}
