internal import CEL
internal import Glibc
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

func nanoseconds() -> UInt64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

/// The median time of one call, over 201 rounds of `count` calls.
func median(_ count: Int = 2_000, _ body: () throws -> Void) rethrows -> Double {
  var rounds: [Double] = []
  for _ in 0..<201 {
    let start = nanoseconds()
    for _ in 0..<count { try body() }
    rounds.append(Double(nanoseconds() - start) / Double(count))
  }
  return rounds.sorted()[100]
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
  show("a function from an expression, four numbers", try median { _ = try program.evaluate(frame) }, "ns")
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
  show(
    "a rule script, four fields and one action",
    try median {
      let context = ScriptContext(now: now, seed: 1)
      try script.run(event: .value(event), customer: .value(customer), context: context)
      precondition(context.requests.count == 1)
    }, "ns")
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

try measureFunction()
try measureRule()
try measureLeaks()
