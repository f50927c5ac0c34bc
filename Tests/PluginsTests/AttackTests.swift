import CEL
import Synchronization
import Testing

@testable import Plugins

@Suite struct AttackTests {
  /// Only steps and memory decide here: the clock is kept out of it.
  static let limits = ScriptLimits(steps: 1_000_000, milliseconds: 60_000, memory: 8 << 20)

  static func interpreter(coroutines: Bool) throws(ScriptError) -> Interpreter {
    var limits = limits
    limits.allowsCoroutines = coroutines
    let lines = Mutex(0)
    let print = HostFunction("print", takesTexts: true) { _ throws(EvaluationError) in
      let count = lines.withLock { count in
        count += 1
        return count
      }
      if count > 100 { throw EvaluationError(.budget, "too many lines") }
      return nil
    }
    return try Interpreter(limits: limits, functions: [print])
  }

  @Test("every attack ends as told, and the next call is unharmed", arguments: Attack.all)
  func attack(_ attack: Attack) throws {
    var interpreter = try Self.interpreter(coroutines: attack.file == "coroutines")
    let module = try interpreter.load(
      "return { check = function(n) return ('ok'):rep(n) end }", file: "check.lua")
    let found = interpreter.function("check", in: module)
    let check = try #require(found)
    let ending: String
    do throws(ScriptError) {
      let result = try interpreter.load(attack.source, file: "attack.lua")
      ending = result.map { $0.isEqual(to: true) } == true ? "ok" : "\(result, default: "nothing")"
    } catch {
      ending = error.kind.rawValue
      #expect(!error.message.isEmpty)
      #expect(error.message.utf8.count <= 400)
    }
    #expect(attack.endings.contains(ending), "\(ending)")
    let again = try interpreter.call(check, with: [.int(2)])
    #expect(again?.isEqual(to: "okok") == true)
    interpreter.collectGarbage()
    let memory = interpreter.usage.memory
    #expect(memory <= 8 << 20)
  }

  @Test("there are attacks of every sort")
  func number() {
    #expect(Attack.all.count >= 150)
    #expect(Attack.all.filter { $0.endings.isEmpty || $0.source.isEmpty }.map(\.name) == [])
  }
}
