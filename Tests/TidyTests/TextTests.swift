import Testing

/// What the text of the project does not contain.
@Suite struct TextTests {
  static let endings = [
    ".swift", ".md", ".yaml", ".yml", ".lua", ".py", ".sh", ".h", ".c", ".txt", ".modulemap",
  ]
  static let code = ["Sources", "Tests", "Benchmarks", "Package.swift"]
  static let written = [
    "rules", "examples", "docs", "scripts", "README.md", "CHANGELOG.md", "CONTRIBUTING.md",
  ]

  /// Words that promise work not done. Put together here, so that this file does not contain them itself.
  static let promises = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"]
  /// The same as phrases, in lower case; three crosses alone are the currency code for no currency.
  static let phrases = [
    "not " + "implemented", "un" + "implemented", "for " + "now,", "work in " + "progress",
    "// xx" + "x", "# xx" + "x",
  ]
  /// Folders of one machine.
  static let machinePaths = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/"]

  @Test("no word promises work that is not done")
  func promises() {
    var complaints: [String] = []
    for path in Project.files(in: Self.code + Self.written, endings: Self.endings + ["demo", "test"]) {
      for (index, line) in Project.lines(path).enumerated() {
        let words = Set(line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let phrase = Self.phrases.contains { line.lowercased().contains($0) }
        if phrase || !words.isDisjoint(with: Self.promises) { complaints.append("\(path):\(index + 1)") }
      }
    }
    #expect(complaints == [])
  }

  @Test("nothing names a folder of one machine")
  func machinePaths() {
    var complaints: [String] = []
    for path in Project.files(in: Self.code + Self.written, endings: Self.endings + ["demo", "test"]) {
      let inSources = path.hasPrefix("Sources/") ? ["/t" + "mp/"] : []
      for (index, line) in Project.lines(path).enumerated()
      where (Self.machinePaths + inSources).contains(where: { line.contains($0) }) {
        complaints.append("\(path):\(index + 1)")
      }
    }
    #expect(complaints == [])
  }

  @Test("lines end without blanks, blanks are not tabs, and files end with a newline")
  func whitespace() {
    var complaints: [String] = []
    // The mistakes are wrong on purpose.
    for path in Project.files(in: Self.code + Self.written + ["scripts"], endings: Self.endings)
    where !path.hasPrefix("examples/mistakes/") {
      let bytes = Project.bytes(path)
      if let last = bytes.last, last != UInt8(ascii: "\n") {
        complaints.append("\(path): no newline at the end")
      }
      for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .enumerated()
      {
        if line.contains(UInt8(ascii: "\t")) { complaints.append("\(path):\(index + 1): tab") }
        if let last = line.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\r") {
          complaints.append("\(path):\(index + 1): blank at the end")
        }
      }
    }
    #expect(complaints == [])
  }

  @Test("what begins with #! can be run, and nothing else in scripts/ can")
  func executables() {
    let files = Project.files(in: ["scripts", "Tests/Data", ".ci"])
    let complaints = files.filter { Project.text($0).hasPrefix("#!") != Project.isExecutable($0) }
    #expect(complaints == [])
    #expect(files.contains("scripts/demo") && files.contains("scripts/test") && files.contains(".ci/run"))
  }
}
