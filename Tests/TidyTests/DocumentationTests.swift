import Testing

/// What others build on is described, and what the documents point to is there.
@Suite struct DocumentationTests {
  @Test("every public declaration has a documentation comment")
  func publicDeclarations() {
    var found: [String: Int] = [:]
    var places: [String] = []
    for path in Project.files(in: ["Sources"], endings: [".swift"]) {
      let module = path.split(separator: "/").prefix(2).joined(separator: "/")
      let lines = undocumented(Project.lines(path).map(String.init))
      found[module, default: 0] += lines.count
      places += lines.map { "\(path):\($0)" }
    }
    let complaints = Ratchet.current.complaints("undocumented", found, limit: 0)
    #expect(complaints == [], "\(places.joined(separator: "\n"))")
  }

  @Test("every link of a document leads to a file")
  func links() {
    var complaints: [String] = []
    for path in Project.files(in: ["docs", "examples", "rules"], endings: [".md"]) + Self.topDocuments {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      for target in linkTargets(Project.text(path)) {
        let file = target.prefix { $0 != "#" }
        if file.isEmpty || target.contains("://") || target.hasPrefix("mailto:") { continue }
        if !Project.exists(folder.isEmpty ? String(file) : "\(folder)/\(file)") {
          complaints.append("\(path) links to \(target)")
        }
      }
    }
    #expect(complaints == [])
  }

  static let topDocuments = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]

  @Test("declarations without a comment are found")
  func finding() {
    let source = [
      "/// Said.", "public struct Said {", "  public var unsaid: Int", "  /// Said.", "  @discardableResult",
      "  public func said() {}", "  public static func == (a: Said, b: Said) -> Bool { true }",
      "  public internal(set) var open = 1", "}", "public import CEL", "public extension Said {}",
    ]
    #expect(undocumented(source) == [3, 8])
  }

  @Test("an initialiser needs words when it does more than assign what is described")
  func initialisers() {
    let source = [
      "/// Said.", "public struct Said {", "  /// Said.", "  public var a = 1", "  var hidden = 1",
      "  public init(", "    a: Int", "  ) {", "    self.a = a", "  }",
      "  public init(hidden: Int) { self.hidden = hidden }",
      "  public init() {}",
      "  public init(a: Int, b: Int) {", "    self.a = a", "    check(b)", "  }",
      "  public init(_ a: Int) {", "    self.a = a", "  }", "}",
    ]
    #expect(undocumented(source) == [11, 13])
  }

  @Test("link targets are found outside code")
  func linkReading() {
    let text = "See [a](b.md#c), `[x](y.md)` and ![p](p.png).\n```\n[no](no.md)\n```\n[z](<z 1.md>)"
    #expect(linkTargets(text) == ["b.md#c", "p.png", "z 1.md"])
  }
}

/// The numbers, from 1, of lines that declare something public without a comment above.
/// What a protocol of the standard library already describes needs no words here, and neither does an
/// initialiser that only assigns public properties: their words are its words.
private func undocumented(_ lines: [String]) -> [Int] {
  let described = [
    "func ==", "func <", "func hash(into", "var description:", "var debugDescription:", "var hashValue:",
    "Literal value: ", "Literal elements: ", "init(nilLiteral: ",
  ]
  return lines.indices.compactMap { index in
    let line = lines[index].drop { $0 == " " }
    guard declaresPublic(line), !described.contains(where: { line.contains($0) }) else { return nil }
    if line.hasPrefix("public init("), onlyAssigns(lines, from: index) { return nil }
    var above = index - 1
    while above >= 0, lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
    let comment = above >= 0 ? lines[above].drop { $0 == " " } : ""
    return comment.hasPrefix("///") || comment.hasSuffix("*/") ? nil : index + 1
  }
}

/// Whether the body of the initialiser that begins in this line is a list of `self.name = name`, each `name` a
/// public property of the file.
private func onlyAssigns(_ lines: [String], from start: Int) -> Bool {
  let closing = lines[start].prefix { $0 == " " } + "}"
  let end = lines[start].hasSuffix("}") ? start : lines[start...].firstIndex { $0 == closing } ?? start
  let text = lines[start...end].joined(separator: "\n")
  guard let open = text.firstIndex(of: "{") else { return false }
  let statements = text[open...].dropFirst().dropLast().split { $0 == "\n" || $0 == ";" }
  let properties = Set(lines.compactMap { $0.firstMatch(of: /^ *public (?:var|let) (\w+)/)?.1 })
  return statements.allSatisfy { statement in
    let words = statement.split(separator: " ")
    if words.isEmpty { return true }
    guard words.count == 3, words[1] == "=", words[0] == "self." + words[2] else { return false }
    return properties.contains(words[2])
  }
}

private func declaresPublic(_ line: Substring) -> Bool {
  var words = line.split(separator: " ")[...]
  while let word = words.first, word.hasPrefix("@") { words.removeFirst() }
  guard let access = words.popFirst(), access == "public" || access == "open" else { return false }
  let notDeclared: Set<Substring> = ["import", "extension", "override"]
  return words.first.map { !notDeclared.contains($0) } ?? false
}

/// Targets of `[text](target)` in Markdown, outside of code.
private func linkTargets(_ text: String) -> [String] {
  var targets: [String] = []
  var fenced = false
  for line in text.split(separator: "\n") {
    if line.drop(while: { $0 == " " }).hasPrefix("```") { fenced.toggle() }
    guard !fenced, !line.hasPrefix("    ") else { continue }
    let plain = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined(separator: " ")
    var rest = plain[...]
    while let start = rest.firstRange(of: "](") {
      rest = rest[start.upperBound...]
      let close: Character = rest.first == "<" ? ">" : ")"
      targets.append(String(rest.drop { $0 == "<" }.prefix { $0 != close }))
    }
  }
  return targets
}
