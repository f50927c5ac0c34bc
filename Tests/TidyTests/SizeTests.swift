import Testing

/// Files and functions stay small; what is larger stands in `ratchet.txt` and may only shrink.
@Suite struct SizeTests {
  static let files = Project.files(in: ["Sources", "Tests"], endings: [".swift"])

  @Test("no file is longer than 400 lines")
  func fileLength() {
    let lengths = Self.files.map { ($0, Project.lines($0).count) }
    let found = Dictionary(uniqueKeysWithValues: lengths)
    #expect(Ratchet.current.complaints("file-length", found, limit: 400) == [])
  }

  @Test("at most one file in twenty-five is longer than 400 lines")
  func shareOfLongFiles() {
    let long = Self.files.filter { Project.lines($0).count > 400 }
    #expect(long.count * 25 <= Self.files.count, "\(long)")
  }

  @Test("no function is longer than 60 lines")
  func functionLength() {
    var found: [String: Int] = [:]
    for path in Self.files {
      for function in SwiftCode(path: path).functions {
        let subject = "\(path):\(function.name)"
        found[subject] = max(found[subject, default: 0], function.length)
      }
    }
    #expect(Ratchet.current.complaints("function-length", found, limit: 60) == [])
  }

  @Test("the ratchet has only lines of three words")
  func ratchetIsReadable() {
    #expect(Ratchet.current.unreadable == [])
    let kinds = Set(Ratchet.current.allowed.keys.map(\.kind))
    #expect(kinds.subtracting(["file-length", "function-length", "undocumented"]) == [])
  }

  @Test("functions are measured between their braces, wherever the braces of others are")
  func measuring() {
    let source = #"""
      protocol P { func none() -> Int
        init(a: Int)
      }
      struct S {
        // func commented() {
        init() { self.init(text: "}") }
        func two<T>(
          _ a: (Int) -> Void = { _ in },
          b: String = "\(["{": 1].count { $0.value == 1 })"
        ) throws -> T where T: Sendable {
          let x = """
            }
            """
        }
        subscript(index: Int) -> Int {

          index
        }
      }
      """#
    let expected = [
      SwiftFunction(name: "init", line: 6, length: 0), SwiftFunction(name: "two", line: 7, length: 3),
      SwiftFunction(name: "subscript", line: 15, length: 2),
    ]
    #expect(SwiftCode(Array(source.utf8)).functions == expected)
  }

  @Test("the ratchet complains about growth, and about entries that are no longer true")
  func ratchet() {
    let ratchet = Ratchet([
      "# note", "file-length a 500", "file-length b 450", "file-length c 410", "odd line",
    ])
    let complaints = ratchet.complaints("file-length", ["a": 501, "b": 420, "d": 401, "e": 400], limit: 400)
    #expect(
      complaints == [
        "a: 501, allowed 500", "b: now 420, write 420 into ratchet.txt (file-length)", "d: 401, allowed 400",
        "c: gone, remove it from ratchet.txt (file-length)",
      ])
    #expect(ratchet.complaints("file-length", ["a": 500, "b": 450, "c": 12], limit: 400).count == 1)
    #expect(ratchet.unreadable == ["odd line"])
  }
}
