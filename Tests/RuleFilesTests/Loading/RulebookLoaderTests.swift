import FoundationEssentials
import RuleFiles
import RulesEngine
import Testing

@Suite struct RulebookLoaderTests {
  private static let event = "event: ping\ndata: { id?: string }\n"
  private static let rule = "rule: answer\non: ping\ndo:\n  - emit: pong\n"
  private static let pong = "event: pong\n"

  @Test func `a folder that is not there`() {
    #expect(
      RulebookFolder.failure("/nowhere/rules")
        == "cannot read the folder /nowhere/rules: No such file or directory")
  }

  @Test func `a folder without rule files`() throws {
    let folder = try RulebookFolder(["README.md": "# Nothing"])
    let message = "no rule files in \(folder.path); a rulebook is a folder of .yaml files"
    #expect(RulebookFolder.failure(folder.path) == message)
  }

  @Test func `rule files are read from all folders, in the order of their paths`() throws {
    let folder = try RulebookFolder([
      "b/rule.yaml": Self.rule, "a.yml": Self.event, "c.yaml": Self.pong, "b/table.csv": "x,y\n",
      "notes.txt": "rule: no", "b/answer.test.yaml": "test: no", ".hidden.yaml": "rule: no",
      ".git/config.yaml": "rule: no", "main.lua": "-- no rule", "main_test.lua": "no",
    ])
    let files = try RulebookLoader.files(in: folder.path)
    #expect(files.map(\.path) == ["a.yml", "b/rule.yaml", "b/table.csv", "c.yaml", "main.lua"])
    let loaded = try RulebookLoader.load(folder: folder.path)
    #expect(loaded.diagnostics.isEmpty)
    let rulebook = try #require(loaded.rulebook)
    #expect(rulebook.model.events.map(\.name) == ["ping", "pong"])
    #expect(rulebook.definitions.map(\.id) == ["answer"])
  }

  @Test(arguments: [
    ("a.yaml", [0x72, 0xFF, 0x0A] as [UInt8], "Y0102"), ("a.yaml", [0xFF, 0xFE, 0x72, 0x00], "Y0103"),
    ("a.csv", [0x78, 0xC3, 0x0A], "Y0102"),
  ])
  func `files that are not UTF-8`(name: String, bytes: [UInt8], code: String) throws {
    let folder = try RulebookFolder(["b.yaml": Self.event])
    try folder.write(name, bytes)
    let loaded = try RulebookLoader.load(folder: folder.path)
    #expect(loaded.rulebook == nil)
    #expect(loaded.diagnostics.sorted.map(\.code.id) == [code])
    #expect(loaded.diagnostics.sorted.map(\.span.file) == ["\(folder.path)/\(name)"])
  }

  @Test func `an empty file is no mistake`() throws {
    let folder = try RulebookFolder(["a.yaml": "", "b.yaml": "# nothing yet\n", "c.yaml": Self.event])
    let loaded = try RulebookLoader.load(folder: folder.path)
    #expect(loaded.diagnostics.isEmpty && loaded.rulebook != nil)
  }

  @Test func `the hash is that of the contents, in any order`() throws {
    let files = [SourceFile(path: "a.yaml", text: Self.event), SourceFile(path: "b.yaml", text: Self.pong)]
    let first = try #require(RulebookLoader.load(files: files).rulebook)
    let second = try #require(RulebookLoader.load(files: files.reversed()).rulebook)
    #expect(first.hash == second.hash && first.hash.utf8.count == 64)
    let other = files + [SourceFile(path: "c.yaml", text: "# more")]
    #expect(RulebookLoader.load(files: other).rulebook?.hash != first.hash)
  }

  @Test func `every mistake of the leaves is found at once`() {
    let codes = Self.codes([
      "events.yaml": Self.event + "---\n" + Self.pong,
      "a.yaml": "rule: one\non: ping\npriority: high\ndo: { emit: pong }",
      "b.yaml": "rule: two\non: pang\ndo: { emit: pong }",
      "c.yaml": "rule: three\non: ping\nif: event.it\ndo: { notify: {} }",
    ])
    #expect(codes == ["a.yaml W0114", "b.yaml N0201", "c.yaml C0202", "c.yaml N0205"])
  }

  @Test(arguments: [
    ("an event that cannot be read", "event: ping\n\tdata: {}\n", "Y0104"),
    ("an event of a type that is unknown", "event: ping\ndata: { id: text }\n", "T0306"),
    ("a misspelt kind", "evnt: ping\n", "W0105"),
    ("an event with an unknown key", "event: ping\nfields: { id: string }\n", "W0101"),
  ])
  func `names that another mistake hides are not reported`(what: String, event: String, code: String) {
    #expect(Self.codes(["events.yaml": event, "rule.yaml": Self.rule]) == ["events.yaml \(code)"], "\(what)")
  }

  @Test func `a fact with a mistake does not blame its readers`() {
    let model = """
      entity: customer
      fields: { id: string, age: int }
      related:
        orders: { entity: ordr, by: customer_id }
      facts:
        young: { value: customer.agee < 18 }
        younger: { value: customer.young && customer.age < 12 }
        count: { count: orders }
      ---
      segment: children
      of: customer
      if: customer.young || customer.count > 3
      """
    #expect(Self.codes(["model.yaml": model]) == ["model.yaml N0202", "model.yaml C0202"])
  }

  @Test func `a warning leaves the rulebook usable`() {
    let loaded = RulebookLoader.load(files: [
      SourceFile(
        path: "a.yaml",
        text: Self.event + "---\nrule: a\non: ping\nif: true\ndo: { emit: pong }\n---\nevent: pong")
    ])
    #expect(loaded.diagnostics.sorted.map(\.code) == ["S0402"] && loaded.rulebook != nil)
  }

  /// The findings of a rulebook, with their files.
  private static func codes(_ files: [String: String]) -> [String] {
    let sorted = files.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) }
    return RulebookLoader.load(files: sorted).diagnostics.sorted.map { "\($0.span.file) \($0.code)" }
  }
}
