// Compiled together with the sources of the CEL module by scripts/fuzz-cel.

/// One input: the first octet chooses what is tried with the rest.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let octets = UnsafeRawBufferPointer(start: data + 1, count: count - 1)
  let text = String(decoding: octets, as: UTF8.self)
  switch data[0] % 8 {
  case 0: roundTrip(text)
  case 1, 2: evaluate(text, in: rules)
  case 3: evaluate(text, in: standard)
  case 4: unchecked(text)
  case 5: json(Array(octets))
  case 6: literals(text)
  default: pattern(text)
  }
  return 0
}

/// Stops the fuzzer with a message.
func demand(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}

let standard = Environment(profile: .standard, container: "a.b", limits: Limits(maxCost: 20_000))

let rules: Environment = {
  var environment = Environment(
    profile: .rules, limits: Limits(maxCost: 20_000), currency: Currency(code: "USD"))
  environment.declare(
    record: RecordType(
      name: "c",
      fields: [
        .init(name: "i", type: .int), .init(name: "d", type: .double),
        .init(name: "s", type: .string, allowed: ["a", "b"]),
        .init(name: "m", type: .money, isOptional: true), .init(name: "n", type: .decimal),
        .init(name: "t", type: .timestamp),
        .init(name: "l", type: .list(.int)), .init(name: "x", type: .map(.string, .dyn)),
        .init(name: "o", type: .int, isOptional: true),
      ]))
  environment.declare(variable: "c", type: .record("c"))
  environment.declare(variable: "v", type: .dyn)
  environment.declare(constant: "k", value: .map(Map([("a", 1), ("b", "x")])))
  return environment
}()

let inputs: [String: Value] = [
  "c.i": 3, "c.d": 0.5, "c.s": "a", "c.n": .decimal(Decimal(125, scale: 2)), "c.l": [1, 2, 3],
  "c.x": .map(Map([("a", 1), ("b", [1, "x", 2.5])])),
  "c.t": .timestamp(Timestamp(microseconds: 1_700_000_000_000_000)),
  "v": .map(Map([("a", 1)])),
]

func frame(_ slots: SlotTable) -> Frame {
  let frame = Frame()
  frame.prepare(slotCount: slots.count)
  for (slot, path) in slots.paths.enumerated() { frame[slot] = inputs[path.joined(separator: ".")] }
  frame.now = Timestamp(microseconds: 1_800_000_000_000_000)
  return frame
}

/// Printing and reading again must be the identity on canonical text.
func roundTrip(_ text: String) {
  guard let syntax = try? rules.parse(text) else { return }
  let printed = Printer.text(syntax)
  guard let again = try? rules.parse(printed) else {
    let isLonger = printed.utf8.count > rules.limits.maxSourceBytes || text.utf8.count > 2000
    return demand(isLonger, "printed text does not parse: \(printed)")
  }
  demand(Printer.text(again) == printed, "printed text changes: \(printed)")
}

/// Optimised, traced and printed programs must agree.
func evaluate(_ text: String, in environment: Environment) {
  var slots = SlotTable()
  do {
    let program = try environment.compile(text, slots: &slots)
    let frame = frame(slots)
    let result = Result { () throws(EvaluationError) in try program.evaluate(frame) }
    if case .failure(let error) = result { if error.kind == .budget { return } }
    let trace = program.trace(frame)
    switch (result, trace.outcome) {
    case (.success(let one), .value(let two)): demand(same(one, two), "\(text): \(one) but traced \(two)")
    case (.failure(let one), .error(let two)):
      demand(one.kind == two.kind || two.kind == .budget, "\(text): \(one) but traced \(two)")
    case (_, .error(let error)) where error.kind == .budget: break
    default: demand(program.constant != nil, "\(text): \(result) but traced \(trace.outcome)")
    }
    _ = program.form
    _ = trace.description
    var again = slots
    let printed = Printer.text(try environment.parse(text))
    guard text.utf8.count < 2000, let second = try? environment.compile(printed, slots: &again) else {
      return
    }
    let repeated = Result { () throws(EvaluationError) in try second.evaluate(frame) }
    switch (result, repeated) {
    case (.success(let one), .success(let two)): demand(same(one, two), "\(text): \(one) but printed \(two)")
    case (.failure, .failure): break
    default: demand(false, "\(text): \(result) but printed \(repeated)")
    }
  } catch {
    for issue in error.issues {
      demand(issue.range.lowerBound >= 0 && issue.range.upperBound <= text.utf8.count, "\(text): \(issue)")
    }
  }
}

func same(_ one: Value, _ two: Value) -> Bool { one.json == two.json }

func unchecked(_ text: String) {
  let request = JSON.object([
    JSON.Member("expr", .string(text)), JSON.Member("disable_check", true),
    JSON.Member("bindings", ["x": ["int": "1"], "y.z": ["list": [["string": "a"]]]]),
  ])
  let answer = ConformanceBatch.answer(line: request.text)
  demand((try? JSON(parsing: answer, maxDepth: 512)) != nil, "the answer is not JSON: \(answer)")
}

func json(_ octets: [UInt8]) {
  guard let tree = try? JSON(parsing: octets) else { return }
  demand((try? JSON(parsing: tree.text)) == tree, "written JSON differs")
  demand((try? JSON(parsing: tree.prettyText)) == tree, "pretty JSON differs")
  _ = Value(json: tree).json
}

func literals(_ text: String) {
  if let number = Decimal(text) { demand(Decimal(number.description) == number, "decimal \(text)") }
  if let instant = Timestamp(rfc3339: text) {
    demand(Timestamp(rfc3339: instant.description) == instant, "time \(text)")
  }
  if let duration = Duration(text) { demand(Duration(duration.description) == duration, "duration \(text)") }
  if let money = Money(text) { demand(Money(money.description) == money, "money \(text)") }
  _ = try? Interpolation(text)
  _ = ZoneDatabase.system.zone(named: text)
  _ = closest(text, among: ["customer", "tier", "settings"])
}

func pattern(_ text: String) {
  let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  guard let regex = try? Regex(parts[0]) else { return }
  let subject = parts.count > 1 ? parts[1] : parts[0]
  let scalars = Array(subject.unicodeScalars)
  guard let found = try? regex.matches(subject), let first = try? regex.allMatches(in: scalars, limit: 1)
  else { return }
  demand(found == !first.isEmpty, "\(parts[0]) on \(subject): \(found) but \(first)")
}
