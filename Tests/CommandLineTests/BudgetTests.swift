import CEL
import Foundation
import Testing

/// The budgets of `scripts/check-budgets`, which needs a release build: what can be told of them without one.
@Suite struct BudgetTests {
  /// A figure that is counted in instructions differs a little from one compiler to the next.
  static let instructionRoom = 1.15

  struct Entry: Sendable, CustomTestStringConvertible {
    var file: String
    var name: String
    var value: JSON
    var testDescription: String { "\(file): \(name)" }
  }

  static let files = ["cel", "river"]

  static let entries: [Entry] = files.flatMap { file in
    let text = try? Data(contentsOf: Tool.root.appending(path: "Benchmarks/Budgets/\(file).json"))
    let members = try? JSON(parsing: Array(text ?? Data())).objectValue
    return (members ?? []).map { Entry(file: file, name: $0.name, value: $0.value) }
  }

  @Test(arguments: files)
  func `a budget file is well-formed and not empty`(_ file: String) throws {
    let text = try Data(contentsOf: Tool.root.appending(path: "Benchmarks/Budgets/\(file).json"))
    let members = try #require(try JSON(parsing: Array(text)).objectValue)
    #expect(!members.isEmpty)
    #expect(Set(members.map(\.name)).count == members.count)
  }

  @Test(arguments: entries)
  func `a budget is a whole number that leaves no more room than it needs`(_ entry: Entry) throws {
    let members = try #require(entry.value.objectValue)
    if let allocations = entry.value["allocations"] {
      // Allocations are the same in every run: the budget is the figure.
      #expect(members.map(\.name) == ["allocations"])
      #expect(try #require(allocations.intValue) >= 0)
    } else {
      #expect(members.map(\.name) == ["instructions", "measured"])
      let budget = try #require(entry.value["instructions"]?.intValue)
      let measured = try #require(entry.value["measured"]?.intValue)
      #expect(measured > 0 && budget >= measured)
      #expect(Double(budget) <= Double(measured) * Self.instructionRoom)
    }
  }

  @Test(arguments: entries)
  func `every budget is of something that its benchmark measures`(_ entry: Entry) throws {
    let folder = "Benchmarks/Sources/\(entry.file)bench"
    let texts = try FileManager.default.contentsOfDirectory(
      atPath: Tool.root.appending(path: folder).path
    ).map { try String(contentsOf: Tool.root.appending(path: "\(folder)/\($0)"), encoding: .utf8) }
    let names = texts.flatMap(Self.literals)
    #expect(names.contains { Self.fits(entry.name, $0) })
  }

  @Test func `a name fits a literal with values in it, and no other`() {
    #expect(Self.literals(#"a("read \(n) of \(m) bytes", 1, "x")"#) == [#"read \(n) of \(m) bytes"#, "x"])
    #expect(Self.fits("read 3 of 439 bytes", #"read \(n) of \(m) bytes"#))
    #expect(!Self.fits("read 3 of 439 octets", #"read \(n) of \(m) bytes"#))
    #expect(!Self.fits("anything", #"\(name)"#))
    #expect(Self.fits("decide an event", "decide an event"))
  }

  /// The text literals of a Swift source that stand on one line.
  static func literals(_ source: String) -> [String] {
    source.matches(of: /"((?:[^"\\\n]|\\.)*)"/).map { String($0.output.1) }
  }

  /// Whether a literal gives the name, with some number for each value that it inserts.
  static func fits(_ name: String, _ literal: String) -> Bool {
    let parts = literal.split(separator: /\\\([^)]*\)/, omittingEmptySubsequences: false)
    guard parts.count > 1 else { return name == literal }
    var rest = name[...]
    for (number, part) in parts.enumerated() {
      if number > 0 {
        let digits = rest.prefix { $0.isNumber }
        guard !digits.isEmpty else { return false }
        rest = rest.dropFirst(digits.count)
      }
      guard rest.hasPrefix(part) else { return false }
      rest = rest.dropFirst(part.count)
    }
    return rest.isEmpty
  }
}
