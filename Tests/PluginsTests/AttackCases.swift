import Glibc
import Testing

/// One script that means harm, and how it must end.
struct Attack: Sendable, CustomTestStringConvertible {
  var file: String
  var name: String
  /// Kinds of errors, or `ok` for scripts that end by themselves and return true.
  var endings: [String]
  var source: String

  var testDescription: String { "\(file): \(name)" }

  /// The cases of the folder `Attacks`. Each begins with `==== NAME -> ENDING, ENDING`; in its script
  /// `<<3*ab>>` stands for `ababab` and `<<1B>>` for the byte.
  static let all: [Attack] = ["loops", "memory", "patterns", "escapes", "stack", "coroutines"].flatMap {
    file in
    text("\(folder)/Attacks/\(file).lua").split(separator: "==== ").map { Attack(file, $0) }
  }

  private init(_ file: String, _ text: Substring) {
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let head = lines[0].split(separator: " -> ")
    self.file = file
    name = String(head[0])
    endings = head.count > 1 ? head[1].split(separator: ", ").map(String.init) : []
    source = lines.count > 1 ? Self.expand(lines[1]) : ""
  }

  private static func expand(_ text: Substring) -> String {
    var result = ""
    var rest = text
    while let start = rest.firstRange(of: "<<") {
      let inside = rest[start.upperBound...]
      let count = inside.prefix { $0.isHexDigit }
      let after = inside.dropFirst(count.count)
      if after.hasPrefix("*"), let times = Int(count), let end = after.firstRange(of: ">>") {
        result += rest[..<start.lowerBound]
        result += String(repeating: String(after[..<end.lowerBound].dropFirst()), count: times)
        rest = after[end.upperBound...]
      } else if after.hasPrefix(">>"), count.count == 2, let code = UInt8(count, radix: 16) {
        result += rest[..<start.lowerBound] + String(UnicodeScalar(code))
        rest = after.dropFirst(2)
      } else {
        result += rest[..<start.upperBound]
        rest = inside
      }
    }
    return result + rest
  }
}

/// The folder of these tests.
let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
  separator: "/")

/// The text of a file; empty when there is none.
func text(_ path: String) -> String {
  guard let file = fopen(path, "r") else { return "" }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return String(decoding: bytes, as: UTF8.self) }
    bytes.append(contentsOf: buffer[..<count])
  }
}
