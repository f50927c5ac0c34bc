internal import CEL
internal import RulesEngine

extension ScaffoldFiles {
  static func rule(_ site: ScaffoldSite) throws -> [SourceFile] {
    let (event, action) = (try site.event(), try site.action())
    let field = event.fields.first(where: \.isComparable)
    let condition = field.map { "if: event.\($0.name) \($0.type.comparison?.test ?? "")" }
    let definition = """
      # `on` names the event, `if` is a condition over it and over what is known, `do` says what happens.
      # See docs/RULEBOOK.md. Change what does not fit, and the test beside it.
      rule: \(site.name)
      description: Say here in one sentence what this does, and why.
      on: \(event.name)
      \(condition ?? "# if: event.amount > 0.00")
      do:
        - \(site.call(action))
      """
    var test = """
      # One test for what the rule does, and one for where it does nothing. See docs/TESTING.md.
      test: \(site.name) answers \(event.name)
      \(site.given(for: event))when:
        - event: \(event.name)
          data: \(site.data(of: event))
      then:
        - \(site.call(action))
          by: rule/\(site.name)
      """
    if let field, let other = field.type.comparison?.other {
      test += """

        ---
        test: \(site.name) leaves other cases alone
        \(site.given(for: event))when:
          - event: \(event.name)
            data: \(site.data(of: event, replacing: [field.name: other]))
        then:
          - not_matched: rule/\(site.name)
        """
    }
    return pair(site.name, definition, test)
  }

  static func table(_ site: ScaffoldSite) throws -> [SourceFile] {
    let (event, action) = (try site.event(), try site.action())
    guard let field = event.fields.first(where: \.isComparable), let comparison = field.type.comparison else {
      throw Failure.couldNotRun(
        "\(event.name) has no field that a table could look at; name another with --on")
    }
    let text = action.parameters.first {
      !$0.type.isOptional && $0.type.value == .string && $0.type.allowed == nil
    }
    guard let text else {
      throw Failure.couldNotRun(
        "\(action.name) takes no text that a table could fill in; name another with --do")
    }
    let cell =
      comparison.test.hasPrefix("== ") ? String(comparison.test.dropFirst(3)) : "\"\(comparison.test)\""
    let definition = """
      # Each row tests the inputs; `-` fits anything. With `hit: first` the first row that fits counts.
      # See "Decision tables" in docs/RULEBOOK.md.
      table: \(site.name)
      description: Say here in one sentence what is looked up.
      on: \(event.name)
      hit: first
      inputs:
        \(field.name): event.\(field.name)
      outputs: { result: string }
      rows:
        - { \(field.name): \(cell), result: one }
        - { \(field.name): "-", result: another }
      do:
        - \(site.call(action, replacing: [text.name: "\"${output.result}\""]))
      """
    let test = """
      # A row of `cases` for each row of the table. See docs/TESTING.md.
      test: \(site.name) finds its row
      \(site.given(for: event))cases:
        - { value: \(field.sample), result: one }
        - { value: \(comparison.other), result: another }
      when:
        - event: \(event.name)
          data: \(site.data(of: event, replacing: [field.name: "\"${case.value}\""]))
      then:
        - \(action.name): { \(text.name): "${case.result}" }
          by: table/\(site.name)
      """
    return pair(site.name, definition, test)
  }

  static func template(_ site: ScaffoldSite) throws -> [SourceFile] {
    let (event, action) = (try site.event(), try site.action())
    let definition = """
      # A template is a definition with inputs; `use` makes one of it for each set of values.
      template: \(site.name)
      description: Say here in one sentence what every instance does.
      inputs: { enabled: bool }
      rule:
        on: \(event.name)
        if: input.enabled && event.type == "\(event.name)"
        do:
          - \(site.call(action))
      ---
      use: \(site.name)
      id: \(site.name)-1
      with: { enabled: true }
      """
    let test = """
      test: \(site.name)-1 answers \(event.name)
      \(site.given(for: event))when:
        - event: \(event.name)
          data: \(site.data(of: event))
      then:
        - matched: rule/\(site.name)-1
      """
    return pair(site.name, definition, test)
  }
}
