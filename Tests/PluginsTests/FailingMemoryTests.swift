import CEL
import Testing

@testable import Plugins

/// Memory that fails at any moment: a clean outcome each time, and the interpreter is fit for the next call.
@Suite struct FailingMemoryTests {
  static let source = """
    local log = {}
    local Tier = { __index = function(t, k) return k .. "!" end, __tostring = function(t) return "tier" end }
    return {
      work = function(event, n)
        local t = setmetatable({ name = event.name }, Tier)
        for i = 1, n do t[i] = ("line %d of %s"):format(i, event.name) end
        table.sort(t, function(a, b) return a > b end)
        local ok, e = pcall(function() return decimal("1") / 0 end)
        local text = table.concat(t, ";"):gsub("%d+", function(d) return "<" .. d .. ">" end)
        local keys = {}
        for k in pairs({ b = 1, a = 2 }) do keys[#keys + 1] = k end
        return { text = text, fee = event.amount * decimal("0.1"), keys = keys, tier = tostring(t), other = t.other, caught = not ok }
      end,
    }
    """
  static let event = Value.map(Map([("name", "video"), ("amount", .money(Money("5.00 EUR")!))]))

  @Test("each allocation in turn is refused, once or for good", arguments: [false, true])
  func calls(all: Bool) throws {
    var interpreter = try Interpreter()
    let module = try interpreter.load(Self.source, file: "main.lua")
    let work = interpreter.function("work", in: module)!
    let expected = "\(try interpreter.call(work, with: [Self.event, 5])!)"
    var outcomes: Set<String> = []
    for number in 1...300 as ClosedRange<UInt64> {
      interpreter.refuseAllocation(number, andLater: all)
      do throws(ScriptError) {
        let result = try interpreter.call(work, with: [Self.event, 5])
        #expect("\(result!)" == expected)
        outcomes.insert("ok")
      } catch {
        #expect(error.kind == .memory)
        outcomes.insert(error.kind.rawValue)
      }
      interpreter.refuseAllocation(0)
      let again = try interpreter.call(work, with: [Self.event, 5])
      #expect("\(again!)" == expected)
    }
    // Refused once, Lua collects garbage and tries again.
    #expect(outcomes == (all ? ["ok", "memory"] : ["ok"]))
  }

  @Test("loading a file with failing memory ends with an error, and works afterwards")
  func loading() throws {
    var interpreter = try Interpreter()
    for number in 1...200 as ClosedRange<UInt64> {
      interpreter.refuseAllocation(number, andLater: true)
      do throws(ScriptError) { _ = try interpreter.load(Self.source, file: "main.lua") } catch {
        #expect(error.kind == .memory)
      }
    }
    interpreter.refuseAllocation(0)
    let module = try interpreter.load(Self.source, file: "main.lua")
    #expect(module != nil)
  }
}
