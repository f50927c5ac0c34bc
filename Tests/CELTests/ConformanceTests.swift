import CEL
import Glibc
import Testing

/// The simple tests of the specification, when a checkout of them lies beside the package.
@Suite struct ConformanceTests {
  static let folder =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/shared/cel"

  static var isThere: Bool { access(folder + "/open.jsonl", R_OK) == 0 }

  @Test(
    .enabled(if: isThere, "no conformance cases beside the package"),
    arguments: ["open.jsonl", "extra.jsonl"])
  func `every case of the specification passes`(file: String) throws {
    var failures: [String] = []
    var count = 0
    for line in try lines(Self.folder + "/" + file) {
      let test = try JSON(parsing: line)
      count += 1
      let answer = ConformanceBatch.answer(test)
      if !passes(test["expect"] ?? .null, answer) {
        failures.append("\(test["expr"]?.stringValue ?? "?") gave \(answer.text)")
      }
    }
    #expect(count > 800)
    #expect(failures.isEmpty, "\(failures.count) of \(count): \(failures.prefix(5))")
  }

  private func passes(_ expect: JSON, _ answer: JSON) -> Bool {
    if expect["error"] != nil {
      guard answer["error"] != nil else { return false }
      guard let phase = expect["phase"]?.stringValue else { return true }
      return (phase == "parse") == (answer["phase"]?.stringValue == "parse")
    }
    guard answer["error"] == nil else { return false }
    if let type = expect["type"], type != answer["type"] { return false }
    guard let value = expect["value"] else { return true }
    return answer["value"].map { same(value, $0) } ?? false
  }

  /// Compares tagged values: doubles by value, maps without order.
  private func same(_ one: JSON, _ two: JSON) -> Bool {
    if let a = one["double"]?.stringValue, let b = two["double"]?.stringValue {
      return a == b || Double(a.lowercased()) == Double(b.lowercased())
    }
    if let a = one["list"]?.arrayValue, let b = two["list"]?.arrayValue {
      return a.count == b.count && zip(a, b).allSatisfy(same)
    }
    if let a = one["map"]?.arrayValue, let b = two["map"]?.arrayValue {
      return a.count == b.count
        && a.allSatisfy { entry in
          b.contains {
            same(entry.arrayValue![0], $0.arrayValue![0]) && same(entry.arrayValue![1], $0.arrayValue![1])
          }
        }
    }
    return one == two
  }

  private func lines(_ path: String) throws -> [String] {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var octets: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      octets += buffer[..<count]
    }
    return octets.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }
}
