import CEL
import Testing

@testable import Plugins

/// Runs a script and gives what it returns.
func run(
  _ source: String, limits: ScriptLimits = .default, functions: [HostFunction] = []
) throws(ScriptError) -> Value? {
  var interpreter = try Interpreter(limits: limits, functions: functions)
  return try interpreter.load(source, file: "main.lua")
}

@Suite struct InterpreterTests {
  @Test func loads() throws {
    #expect(try run("return 1 + 1").map { "\($0)" } == "2")
  }
}
