@testable import CEL
import Testing

/// Every built-in function with extreme arguments of every kind: it answers or fails, and never traps.
@Suite struct RobustnessTests {
  static let extremes: [Value] = {
    var all: [Value] = [.null, true, 0, -1, .int(.min), .int(.max), 38, .uint(0), .uint(.max)]
    all += [0.0, -0.0, .double(.nan), .double(.infinity), .double(-.infinity), 1e308, -0.5]
    all += [
      "", "a", "é😀", "(", "%s%d%f", "UTC", "Europe/Berlin", "half_up", "EUR", "-9223372036854775808", "1e400",
    ]
    all += [.bytes(Bytes([])), .bytes(Bytes([255]))]
    all += [Timestamp.secondsRange.lowerBound, 0, Timestamp.secondsRange.upperBound].compactMap {
      Timestamp(seconds: $0).map(Value.timestamp)
    }
    all += [Int64.min, 0, .max].map { .duration(Duration(nanoseconds: $0)) }
    let decimals = [
      "0", "-0.5", String(repeating: "9", count: 38), "-0." + String(repeating: "0", count: 37) + "1",
    ]
    all += decimals.compactMap { Decimal($0).map(Value.decimal) }
    all += decimals.compactMap { Money($0, default: usd).map(Value.money) }
    let lists: [Value] = [
      [], [.int(.min), .int(.max)], [.double(.nan), 1], ["b", "a"], [[1], [[2]]], [.null, true],
    ]
    all += lists + [.list(List(decimals.compactMap { Money($0, default: usd).map(Value.money) }))]
    all += [
      .map(Map()), .map(Map([("a", 1)])), .optional(.none), .optional(OptionalValue(1)),
      .type(TypeValue("int")),
    ]
    all += [NetworkAddress("::1"), NetworkAddress("1.2.3.4")].compactMap { $0.map { .opaque($0) } }
    all += [NetworkBlock("::/0"), NetworkBlock("1.2.3.4/32")].compactMap { $0.map { .opaque($0) } }
    return all
  }()

  @Test func `functions survive extreme arguments`() {
    var calls = 0
    for function in Functions.table(.rules, .system).values {
      for overload in function.overloads where overload.parameters.count <= 4 {
        calls += tryAll(overload)
      }
    }
    #expect(calls > 100_000)
  }

  /// One and two arguments in all combinations; more than that only of the declared kinds.
  private func tryAll(_ overload: Overload) -> Int {
    let count = overload.parameters.count
    let choices = overload.parameters.map { type in
      count <= 2 && count > 0 ? Self.extremes : Self.extremes.filter { type.kinds.contains($0.kind) }
    }
    var tuples: [[Value]] = [[]]
    for (place, values) in choices.enumerated() {
      let used = place < 2 ? values : Array(values.prefix(6))
      tuples = tuples.flatMap { tuple in used.map { tuple + [$0] } }
    }
    for tuple in tuples {
      tuple.withUnsafeBufferPointer { arguments in _ = try? overload.body(arguments) }
    }
    return tuples.count
  }

  /// Operators and macros between all pairs.
  @Test func `operators survive extreme operands`() throws {
    for profile in [Profile.standard, .rules] {
      var environment = Environment(profile: profile)
      environment.declare(variable: "a", type: .dyn)
      environment.declare(variable: "b", type: .dyn)
      let sources = [
        "a + b", "a - b", "a * b", "a / b", "a % b", "a == b", "a < b", "a >= b", "a in b", "a[b]", "a.f",
        "-a", "!a",
        "a ? b : a", "a && b", "[a, b]", "{a: b}", "a.map(x, x == b)", "a[?b]", "a.exists(k, v, v == b)",
      ]
      for source in sources {
        var slots = SlotTable()
        let program = try environment.compile(source, slots: &slots)
        let frame = Frame()
        frame.prepare(slotCount: slots.count)
        for one in Self.extremes {
          for two in Self.extremes {
            frame[0] = one
            if slots.count > 1 { frame[1] = two }
            if case .success(let value) = Result(catching: { () throws(EvaluationError) in
              try program.evaluate(frame)
            }) {
              _ = value.json
              _ = value.description
            }
          }
        }
      }
    }
  }
}
