internal import CEL
internal import Host
internal import RulesEngine

/// The outcomes of tests: for people, as JSON, or as JUnit's XML.
struct TestReport {
  let outcomes: [TestOutcome]
  let texts: SourceTexts
  /// Whether people want to read of failures only.
  let isQuiet: Bool
  /// What the tests have tried, where that is asked for.
  var coverage: Coverage?

  /// Whole lines, ready to be printed.
  func render(_ format: String) -> String {
    switch format {
    case "json": json
    case "junit": junit
    default: human
    }
  }

  private var failed: [TestOutcome] { outcomes.filter { !$0.hasPassed } }

  /// The last line.
  private var closing: String { "\(outcomes.count - failed.count) passed, \(failed.count) failed" }

  // MARK: People

  private var human: String {
    var lines: [String] = []
    for outcome in failed { lines += self.lines(outcome) }
    if !isQuiet { lines += byFile }
    lines += untried
    return (lines + [closing]).joined(separator: "\n") + "\n"
  }

  private func lines(_ outcome: TestOutcome) -> [String] {
    let renderer = HumanRenderer(sources: texts, colour: Console.hasColour)
    var lines = ["FAILED \(outcome.test.name)"]
    for failure in outcome.failures { lines += text(renderer.render(failure)) }
    guard !outcome.story.isEmpty else { return lines + [""] }
    return lines + ["what happened:"] + outcome.story.map { "  \($0)" } + [""]
  }

  private func text(_ block: String) -> [String] {
    block.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// One line a file: how many of its tests passed.
  private var byFile: [String] {
    var files: [(name: String, passed: Int, all: Int)] = []
    for outcome in outcomes {
      if files.last?.name != outcome.test.file { files.append((outcome.test.file, 0, 0)) }
      files[files.count - 1].all += 1
      if outcome.hasPassed { files[files.count - 1].passed += 1 }
    }
    let rows = files.map { [$0.name, "\($0.passed)", $0.passed == $0.all ? "" : "of \($0.all)"] }
    return Console.table(rows, right: [1]).split(separator: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// What no test has tried.
  private var untried: [String] {
    guard let coverage else { return [] }
    let counts = coverage.counts
    let rows = coverage.gaps.map { gap in
      ["  \(gap.definition)", gap.text, gap.span.map { "\($0.file):\($0.start.line)" } ?? ""]
    }
    let head = "coverage: \(counts.covered) of \(counts.all) definitions are tried by some test"
    return [head] + (rows.isEmpty ? [] : [Console.table(rows)])
  }

  // MARK: Machines

  /// One object a line, in the order of the tests, and one with the totals.
  private var json: String {
    var lines: [String] = []
    for outcome in outcomes {
      var writer = JSONWriter()
      writer.beginObject()
      writer.member("test", outcome.test.name)
      writer.member("file", outcome.test.file)
      writer.key("line")
      writer.int(Int64(outcome.test.line))
      writer.member("outcome", outcome.hasPassed ? "passed" : "failed")
      writer.key("failures")
      writer.beginArray()
      for failure in outcome.failures { write(failure, to: &writer) }
      writer.endArray()
      writer.endObject()
      lines.append(writer.text)
    }
    for gap in coverage?.gaps ?? [] {
      var writer = JSONWriter()
      writer.beginObject()
      writer.member("untried", gap.definition)
      writer.member("gap", gap.text)
      writer.endObject()
      lines.append(writer.text)
    }
    lines.append(#"{"passed":\#(outcomes.count - failed.count),"failed":\#(failed.count)}"#)
    return lines.joined(separator: "\n") + "\n"
  }

  private func write(_ failure: TestFailure, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("message", failure.message)
    writer.member("file", failure.span.file)
    writer.key("line")
    writer.int(Int64(failure.span.start.line))
    writer.key("column")
    writer.int(Int64(failure.span.start.column))
    writer.key("notes")
    writer.write(.array(failure.notes.map(JSON.string)))
    writer.endObject()
  }

  /// The XML that JUnit writes and build servers read.
  private var junit: String {
    let total = outcomes.reduce(0) { $0 + $1.seconds }
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<testsuite name="bylaw" tests="\#(outcomes.count)" failures="\#(failed.count)" time="\#(Self.time(total))">"#,
    ]
    for outcome in outcomes {
      let head =
        #"  <testcase classname="\#(Self.escaped(outcome.test.file))" name="\#(Self.escaped(outcome.test.name))" time="\#(Self.time(outcome.seconds))""#
      guard !outcome.hasPassed else {
        lines.append("\(head)/>")
        continue
      }
      lines.append("\(head)>")
      for failure in outcome.failures {
        let place = "\(failure.span.file):\(failure.span.start.line):\(failure.span.start.column)"
        let text = ([place] + failure.notes + outcome.story).joined(separator: "\n")
        lines.append(
          #"    <failure message="\#(Self.escaped(failure.message))">\#(Self.escaped(text))</failure>"#)
      }
      lines.append("  </testcase>")
    }
    return (lines + ["</testsuite>"]).joined(separator: "\n") + "\n"
  }

  private static func time(_ seconds: Double) -> String {
    let thousandths = Int((seconds * 1000).rounded())
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  /// Text in XML; what XML cannot hold at all becomes U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "\n"
      case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value):
        result.unicodeScalars.append("\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }
}
