import CEL
import RulesEngine
import Testing

@testable import Plugins

/// Nothing is left behind by many calls and reloads. `scripts/bench-lua` does the same a million times.
@Suite struct LeakTests {
  private final class Weak {
    weak var plugin: Plugin?
    weak var pool: InterpreterPool?

    init(_ plugin: Plugin) { (self.plugin, pool) = (plugin, plugin.pool) }
  }

  @Test("a plugin that is replaced goes, with its interpreters")
  func reloads() throws {
    let yaml = "provides: { functions: { f: { params: [int], returns: int } } }"
    let set = PluginSet([try plugin("return { f = function(n) return n end }", yaml: yaml)])
    var seen: [Weak] = []
    for number in 0..<200 {
      let lua = "local kept = { \(number) } return { f = function(n) return n + kept[1] end }"
      let next = try plugin(lua, yaml: yaml)
      #expect(set.replace(with: next))
      #expect(try next.call("f", [1]).description == "\(number + 1)")
      // Errors of every sort must not keep anything either.
      #expect(throws: EvaluationError.self) { try next.call("f", ["x"]) }
      seen.append(Weak(next))
    }
    #expect(seen.dropLast().allSatisfy { $0.plugin == nil && $0.pool == nil })
    #expect(seen.last?.plugin != nil)
  }

  @Test("an interpreter needs no more memory after many calls than after some")
  func calls() throws {
    var interpreter = try Interpreter()
    let module = try interpreter.load(
      "return { f = function(x, n) local t = { x.name, n } if n % 97 == 0 then error(t[1]) end return { t[1] .. n } end }",
      file: "main.lua")
    let found = interpreter.function("f", in: module)
    let function = try #require(found)
    var sizes: [Int] = []
    for number in 1...10_000 {
      let row = Value.map(Map([("name", .string("Ada"))]))
      do throws(ScriptError) {
        _ = try interpreter.call(function, with: [row, .int(Int64(number))])
      } catch {
        #expect(number % 97 == 0)
      }
      if number % 2_500 == 0 {
        interpreter.collectGarbage()
        interpreter.collectGarbage()
        sizes.append(interpreter.usage.memory)
      }
    }
    #expect(Set(sizes.dropFirst()).count == 1, "\(sizes)")
  }
}
