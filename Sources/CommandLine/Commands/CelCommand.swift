internal import CEL
internal import Glibc
internal import Host

/// `bylaw cel`.
enum CelCommand: Command {
  static let name = "cel"
  static let summary = "Evaluate one expression, or a batch of them"
  static let synopsis = "EXPR [--vars JSON] [--rules-profile]  |  --jsonl"
  static let details = """
    Prints the value as JSON. Members of the JSON object given with --vars are the variables. With --jsonl, reads one
    JSON object with "expr" a line from standard input and writes one result a line, in the same order.
    """
  static let options = [
    Option(name: "vars", value: "JSON", help: "an object with the variables"),
    Option(
      name: "rules-profile", value: nil, help: "with decimals, money, ?? and the calendar functions of rules"),
    Option(name: "jsonl", value: nil, help: "batch from standard input to standard output"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    if arguments.has("jsonl") { return try batch() }
    guard arguments.operands.count == 1 else {
      throw Failure.usage(
        arguments.operands.isEmpty ? "an expression is missing" : "one expression at a time; quote it", self)
    }
    return try evaluate(arguments.operands[0], arguments)
  }

  private static func batch() throws -> Int32 {
    var lines = try LineReader(path: "-", limit: 16 << 20)
    let output = try FileOutput(path: "-")
    while let line = try lines.next() {
      try output.line(ConformanceBatch.answer(line: String(decoding: line.bytes, as: UTF8.self)))
    }
    try output.flush()
    return Failure.clean
  }

  private static func evaluate(_ source: String, _ arguments: Arguments) throws -> Int32 {
    var environment = Environment(
      profile: arguments.has("rules-profile") ? .rules : .standard, currency: Currency(code: "USD"))
    var variables: [(String, Value)] = []
    if let text = arguments["vars"] {
      do {
        guard case .map(let map) = try Value(parsingJSON: text) else {
          throw Failure.usage("--vars is a JSON object, such as '{\"age\": 20}'", self)
        }
        variables = zip(map.keys, map.values).map { ($0.text, $1) }
      } catch let error as JSONError {
        throw Failure.usage("--vars is not JSON: \(error.message) at byte \(error.offset + 1)", self)
      }
    }
    for (name, _) in variables { environment.declare(variable: name, type: .dyn) }
    var slots = SlotTable()
    do {
      let program = try environment.compile(source, slots: &slots)
      let frame = Frame()
      frame.prepare(slotCount: slots.count)
      frame.now = EngineClock.wallTime()
      for (name, value) in variables {
        if let slot = slots.existingSlot(for: [name]) { frame[slot] = value }
      }
      Console.print(try program.evaluate(frame).json)
      return Failure.clean
    } catch let error as CompileError {
      for issue in error.issues { show(issue, source) }
      return Failure.findings
    } catch let error as EvaluationError {
      Console.note("error[\(error.code)]: \(error.message)\n")
      return Failure.findings
    }
  }

  /// The line of the expression with carets under the mistake.
  private static func show(_ issue: Issue, _ source: String) {
    let bytes = Array(source.utf8)
    let start = min(issue.range.lowerBound, bytes.count)
    let lineStart = bytes[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let lineEnd = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    let line = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
    let before = String(decoding: bytes[lineStart..<start], as: UTF8.self).unicodeScalars.count
    let end = max(start, min(issue.range.upperBound, lineEnd))
    let length = max(1, String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars.count)
    let carets = String(repeating: " ", count: before) + String(repeating: "^", count: length)
    Console.note("error[\(issue.code)]: \(issue.message)\n  |\n  | \(line)\n  | \(carets) \(issue.label)\n")
    for help in issue.help { Console.note("  = help: \(help)\n") }
    for note in issue.notes { Console.note("  = note: \(note)\n") }
  }
}
