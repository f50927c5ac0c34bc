import Foundation
import Testing

/// What the pages tell people to type is there and works.
@Suite struct PageTests {
  /// The lines of a page that call `bylaw`, without the explanation behind wide blanks.
  static func commands(of page: String) throws -> [String] {
    let text = String(decoding: try Data(contentsOf: Tool.root.appending(path: page)), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let command = line.trimmingPrefix { $0 == " " }
      guard line.hasPrefix("    "), command.hasPrefix("bylaw ") || command.hasPrefix("$bylaw ") else {
        return nil
      }
      return command.firstRange(of: "   ").map { String(command[..<$0.lowerBound]) } ?? String(command)
    }
  }

  @Test func `the commands of the first page work in their order`() throws {
    let scratch = try Scratch()
    let commands = try Self.commands(of: "README.md")
    #expect(commands.count >= 4)
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map {
        $0 == "shop.db" ? scratch.path("shop.db") : String($0)
      }
      let outcome = try Tool.start(words).finish()
      #expect(outcome.status == 0, "\(command)\n\(outcome.errors)")
      #expect(!outcome.output.isEmpty, "\(command)")
    }
  }

  @Test(arguments: ["docs/RULEBOOK.md", "examples/cdnow/README.md"])
  func `the commands of a page exist, with their options`(_ page: String) throws {
    let commands = try Self.commands(of: page)
    #expect(!commands.isEmpty)
    for command in commands {
      let words = command.split(separator: " ").map(String.init)
      let help = try Tool.run("help", words[1])
      #expect(help.status == 0, "\(command)")
      for option in words where option.hasPrefix("--") {
        #expect(help.output.contains("  \(option) "), "\(option) in: \(command)")
      }
    }
  }

  @Test(arguments: ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
  func `the scripts that a page names can be run`(_ page: String) throws {
    let text = String(decoding: try Data(contentsOf: Tool.root.appending(path: page)), as: UTF8.self)
    let names = text.matches(of: /(?:scripts|\.ci)\/[a-z-]+/).map { String($0.output) }
    #expect(!names.isEmpty)
    for name in names {
      #expect(FileManager.default.isExecutableFile(atPath: Tool.root.appending(path: name).path), "\(name)")
    }
  }
}
