import RulesEngine
import Testing

@Suite struct HumanRendererTests {
  private let workflow = SourceText(
    file: "workflows/winback.yaml",
    text: """
      workflow: win-back
      on: service.completed
      key: event.customer
      description: asks again
      mode: queue
      steps:
        - id: ask
          action: notify
        # a comment

        # another

        - delay: 2h
        - if: step.aks.result == "yes"

      """)

  private func render(_ finding: Diagnostic, _ sources: SourceText...) -> String {
    HumanRenderer(sources: SourceTexts(sources)).render(finding)
  }

  @Test func `shows the line, the caret, help and notes`() {
    let span = workflow.span(line: 5, columns: 7..<12)
    let finding = Diagnostic.error(
      "W0112", "unknown value `queue` for `mode`", at: span, label: "expected one of `single`, `queued`",
      notes: ["`mode` decides what happens when the trigger fires during a run"],
      help: ["did you mean `queued`?"], fix: .safe(span, "queued"))
    #expect(
      render(finding, workflow) == """
        error[W0112]: unknown value `queue` for `mode`
         --> workflows/winback.yaml:5:7
          |
        5 | mode: queue
          |       ^^^^^ expected one of `single`, `queued`
          |
          = help: did you mean `queued`?  (auto-fixable: run `bylaw check --fix`)
          = note: `mode` decides what happens when the trigger fires during a run

        """)
  }

  @Test func `shows related lines in their order, with dots between distant ones`() {
    let finding = Diagnostic.error(
      "W0310", "unknown step id `aks` in expression", at: workflow.span(line: 14, columns: 9..<17),
      label: "no step with this id runs before this point",
      related: [
        .init("a step with a similar id is defined here", at: workflow.span(line: 7, columns: 9..<12))
      ],
      notes: ["steps visible here: `ask`"], help: ["did you mean `step.ask`?"])
    #expect(
      render(finding, workflow) == """
        error[W0310]: unknown step id `aks` in expression
          --> workflows/winback.yaml:14:9
           |
         7 |   - id: ask
           |         --- a step with a similar id is defined here
        ...
        14 |   - if: step.aks.result == "yes"
           |         ^^^^^^^^ no step with this id runs before this point
           |
           = help: did you mean `step.ask`?
           = note: steps visible here: `ask`

        """)
  }

  @Test func `puts several marks of a line on rows of their own`() {
    let source = SourceText(file: "a.yaml", text: "if: a.b >= c.d\nnext: line\n")
    let finding = Diagnostic(
      .error, "R0204", "condition failed to evaluate", at: source.span(line: 1, columns: 12..<15),
      label: "is null", related: [.init("is 2", at: source.span(line: 1, columns: 5..<8))])
    let text = HumanRenderer(sources: SourceTexts([source]))
      .render(finding, heading: "incident", remark: "(version 3)")
    #expect(
      text == """
        incident[R0204]: condition failed to evaluate
         --> a.yaml:1:12   (version 3)
          |
        1 | if: a.b >= c.d
          |     --- is 2
          |            ^^^ is null

        """)
  }

  @Test func `underlines spans of several lines`() {
    let source = SourceText(file: "a.yaml", text: "do:\n  - one: 1\n    two: 2\n  - x\n")
    let finding = Diagnostic.warning(
      "W0103", "wrong", at: source.span(of: 6..<26), label: "all this")
    #expect(
      render(finding, source) == """
        warning[W0103]: wrong
         --> a.yaml:2:3
          |
        2 |   - one: 1
          |   ^^^^^^^^
        3 |     two: 2
          |     ^^^^^^ all this

        """)
  }

  @Test func `expands tabs and counts wide characters`() {
    let source = SourceText(file: "a.yaml", text: "\tname: 日本 é x\n")
    let finding = Diagnostic.error("Y0101", "wrong", at: source.span(line: 1, columns: 13..<14))
    #expect(
      render(finding, source) == """
        error[Y0101]: wrong
         --> a.yaml:1:13
          |
        1 |     name: 日本 é x
          |                  ^

        """)
  }

  @Test func `shows other files below`() {
    let other = SourceText(file: "b.yaml", text: "one\nrule: b\n")
    let source = SourceText(file: "a.yaml", text: "rule: b\n")
    let finding = Diagnostic.error(
      "W0202", "the id `b` is taken", at: source.span(line: 1, columns: 7..<8),
      related: [.init("defined here first", at: other.span(line: 2, columns: 7..<8))])
    #expect(
      render(finding, source, other) == """
        error[W0202]: the id `b` is taken
         --> a.yaml:1:7
          |
        1 | rule: b
          |       ^
          ::: b.yaml:2:7
          |
        2 | rule: b
          |       - defined here first

        """)
  }

  @Test func `cuts long lines to a window around the mark`() {
    let source = SourceText(file: "a.yaml", text: String(repeating: "x", count: 500) + "!" + "yyy")
    let text = render(.error("Y0101", "wrong", at: source.span(line: 1, columns: 501..<502)), source)
    let lines = text.split(separator: "\n").map(Array.init)
    #expect(lines[3].count < 180)
    let caret = lines[4].firstIndex(of: "^")
    #expect(caret.map { lines[3][$0] } == "!")
  }

  @Test func `lets no control character through`() {
    let source = SourceText(file: "a.yaml", text: "a: \u{1B}[31m\u{202E}x\n")
    let text = render(.error("Y0119", "bad \u{1B}[0m", at: source.span(line: 1, columns: 4..<5)), source)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x202E) })
  }

  @Test func `shows the place when the text is unknown`() {
    let finding = Diagnostic.error(
      "Y0110", "the file is too large", at: .file("big.yaml"), help: ["split it"])
    #expect(
      render(finding) == """
        error[Y0110]: the file is too large
         --> big.yaml:1:1
          = help: split it

        """)
  }

  @Test func `paints only when asked`() {
    let finding = Diagnostic.error("Y0110", "too large", at: .file("big.yaml"))
    let painted = HumanRenderer(sources: SourceTexts(), colour: true).render(finding)
    #expect(painted.hasPrefix("\u{1B}[1;31merror[Y0110]\u{1B}[0m"))
  }
}
