internal import CEL
internal import Glibc
internal import LuaFloor
internal import Plugins
internal import RuleFiles
internal import RulesEngine

// Measures scripts in release mode on one thread: medians of calls, and what many calls and reloads leave behind.

/// The resident memory of this process, in KiB.
func residentMemory() -> Int {
  guard let file = fopen("/proc/self/statm", "r") else { return 0 }
  defer { fclose(file) }
  var (total, resident) = (0, 0)
  withUnsafeMutablePointer(to: &total) { total in
    withUnsafeMutablePointer(to: &resident) { resident in
      _ = withVaList([total, resident]) { vfscanf(file, "%ld %ld", $0) }
    }
  }
  return resident * 4
}

func nanoseconds(_ clock: clockid_t) -> UInt64 {
  var now = timespec()
  clock_gettime(clock, &now)
  return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

/// The median time of one call in nanoseconds, over 201 rounds of 2,000 calls: on the clock, and of the processor.
///
/// With an argument such as `function 10000` calls are made and not measured, for counting their instructions.
func measure(_ name: String, _ label: String, _ body: () throws -> Void) rethrows {
  if CommandLine.arguments.count > 2 {
    guard CommandLine.arguments[1] == name else { return }
    for _ in 0..<(Int(CommandLine.arguments[2]) ?? 0) { try body() }
    return
  }
  var rounds: [(wall: Double, processor: Double)] = []
  for _ in 0..<201 {
    let (wall, processor) = (nanoseconds(CLOCK_MONOTONIC), nanoseconds(CLOCK_PROCESS_CPUTIME_ID))
    for _ in 0..<2_000 { try body() }
    rounds.append(
      (
        Double(nanoseconds(CLOCK_MONOTONIC) - wall) / 2_000,
        Double(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - processor) / 2_000
      ))
  }
  let wall = rounds.map(\.wall).sorted()[100]
  let processor = rounds.map(\.processor).sorted()[100]
  print("\(label): \(Int(wall.rounded())) ns, of the processor \(Int(processor.rounded())) ns")
}

func show(_ name: String, _ value: Double, _ unit: String) {
  print("\(name): \(Int(value.rounded())) \(unit)")
}

struct Mistakes: Error { var findings: [String] }

func plugin(_ lua: String, _ yaml: String) throws -> Plugin {
  let diagnostics = Diagnostics()
  let root = YAMLParser.parse(Array(yaml.utf8), file: "plugin.yaml").documents.first?.root
  let files = [SourceFile(path: "plugin.yaml", text: yaml), SourceFile(path: "main.lua", text: lua)]
  let loaded = root.flatMap { PluginManifest.read($0, diagnostics) }
    .flatMap { Plugin.load($0, files: files, diagnostics: diagnostics) }
  guard let loaded else { throw Mistakes(findings: diagnostics.sorted.map(\.message)) }
  return loaded
}

let manifest = """
  plugin: demo
  version: 1.0.0
  provides: { functions: { demo.four: { params: [double, double, double, double], returns: double } } }
  """
let source = "return { demo = { four = function(a, b, c, d) return a + b * c - d end } }"

func measureFunction() throws {
  let plugin = try plugin(source, manifest)
  var environment = Environment(profile: .rules)
  for function in plugin.functions { environment.register(function) }
  for name in ["a", "b", "c", "d"] { environment.declare(variable: name, type: .double) }
  var slots = SlotTable()
  let program = try environment.compile("demo.four(a, b, c, d)", slots: &slots)
  let frame = Frame()
  frame.prepare(slotCount: slots.count)
  for slot in 0..<4 { frame[slot] = .double(Double(slot) + 0.5) }
  try measure("function", "a function from an expression, four numbers") { _ = try program.evaluate(frame) }
}

func measureRule() throws {
  let text = """
    rule "demo" {
      on = "x",
      run = function(event, customer, ctx)
        if event.amount > 5 and event.kind == "video" then
          ctx.act("charge", { to = customer.id, amount = event.amount * event.factor })
        end
      end,
    }
    """
  let diagnostics = Diagnostics()
  guard
    let script = RuleScript.load(SourceFile(path: "demo.lua", text: text), diagnostics: diagnostics).first
  else { throw Mistakes(findings: diagnostics.sorted.map(\.message)) }
  let event = Value.map(
    Map([("amount", .int(20)), ("kind", .string("video")), ("factor", .int(2)), ("other", .int(1))]))
  let customer = Value.map(Map([("id", .string("c1")), ("tier", .string("gold"))]))
  let now = Timestamp(microseconds: 0)
  try measure("script", "a rule script, four fields and one action") {
    let context = ScriptContext(now: now, seed: 1)
    try script.run(event: .value(event), customer: .value(customer), context: context)
    precondition(context.requests.count == 1)
  }
}

func measureLeaks() throws {
  let set = PluginSet([try plugin(source, manifest)])
  func reload(_ number: Int) throws {
    let next = try plugin(source + " -- \(number)", manifest)
    precondition(set.replace(with: next))
    _ = try set.all[0].call("demo.four", [1.0, 2.0, 3.0, .double(Double(number))])
  }
  for number in 0..<1_000 { try reload(number) }
  let before = residentMemory()
  for number in 1_000..<11_000 { try reload(number) }
  show("10,000 reloads, growth of resident memory", Double(residentMemory() - before), "KiB")
  let held = try plugin(source, manifest)
  func call(_ number: Int) throws {
    _ = try held.call("demo.four", [1.0, 2.0, 3.0, .double(Double(number))])
  }
  for number in 0..<100_000 { try call(number) }
  let start = residentMemory()
  for number in 0..<1_000_000 { try call(number) }
  show("1,000,000 calls, growth of resident memory", Double(residentMemory() - start), "KiB")
}

/// What Lua itself takes, called from C.
func measureFloor() {
  let floor = floor_open()
  measure("floor-function", "  the same from C, with nothing around it") {
    precondition(floor_function(floor, 0.5, 1.5, 2.5, 3.5) < 1_000)
  }
  measure("floor-script", "  a script from C, on tables") { precondition(floor_rule(floor, 20, 2) > 0) }
  floor_close(floor)
}

measureFloor()
try measureFunction()
try measureRule()
if CommandLine.arguments.count == 1 { try measureLeaks() }
