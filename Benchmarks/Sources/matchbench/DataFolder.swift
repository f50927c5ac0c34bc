import CEL
import Glibc
import RulesEngine
import Workloads

/// What keeps a folder of data from being used.
struct DataError: Error {
  var message: String
}

/// Reads a workload from tab-separated files: `events.tsv`, `w1_N.tsv`, `w2_N.tsv`, and the answers as JSON in
/// `expect_w1_N.json` and `expect_w2_N.json`.
struct DataFolder {
  let path: String

  func workload() throws -> Workload {
    let files =
      ["events.tsv"]
      + Workload.sizes.flatMap { size in
        ["w1_\(size).tsv", "w2_\(size).tsv", "expect_w1_\(size).json", "expect_w2_\(size).json"]
      }
    let missing = files.filter { access("\(path)/\($0)", R_OK) != 0 }
    guard missing.isEmpty else {
      throw DataError(message: "\(path) lacks \(missing.joined(separator: ", "))")
    }
    var workload = Workload(name: path)
    for line in try lines("events.tsv").dropFirst() {
      workload.events.append(try line.dropFirst(2).enumerated().map { try value($1, field: $0) })
    }
    for size in Workload.sizes {
      let rules = try lines("w2_\(size).tsv").map(rule)
      workload.rules.append((size, rules, try lists("expect_w2_\(size).json")))
      let rows = try lines("w1_\(size).tsv").map(row)
      workload.tables.append((size, rows, try lists("expect_w1_\(size).json").first ?? []))
    }
    return workload
  }

  private func rule(_ cells: [String]) throws -> RuleRow {
    guard cells.count > 1, let count = Int(cells[1]), cells.count >= 2 + 3 * count else {
      throw DataError(message: "a rule of \(cells.count) cells")
    }
    return RuleRow(
      tests: try (0..<count).map { number in
        let cell = 2 + 3 * number
        guard let field = Fields.names.firstIndex(of: cells[cell]) else {
          throw DataError(message: "a rule on `\(cells[cell])`")
        }
        let comparison: RuleRow.Comparison =
          switch cells[cell + 1] {
          case "==": .equal
          case ">=": .atLeast
          case "<": .below
          default: throw DataError(message: "a rule with `\(cells[cell + 1])`")
          }
        return (field, comparison, try value(cells[cell + 2], field: field))
      })
  }

  /// Cells of a row: name, session_type, tier, region, provider_type, least amount, amount below.
  private func row(_ cells: [String]) throws -> [UnaryTest] {
    guard cells.count >= 7 else { throw DataError(message: "a row of \(cells.count) cells") }
    let texts = cells[1...4].map { cell -> UnaryTest in
      let tests = cell.split(separator: "|").map { UnaryTest.equals(.string(String($0))) }
      return cell == "*" ? .any : tests.count == 1 ? tests[0] : .either(tests)
    }
    let amount: UnaryTest =
      switch (Double(cells[5]), Double(cells[6])) {
      case (let low?, let high?):
        .interval(low: .double(low), lowClosed: true, high: .double(high), highClosed: false)
      case (let low?, nil): .greaterOrEqual(.double(low))
      case (nil, let high?): .less(.double(high))
      case (nil, nil): .any
      }
    return [texts[0], amount, texts[1], texts[2], texts[3]]
  }

  private func value(_ text: String, field: Int) throws -> Value {
    if Fields.texts.contains(field) { return .string(text) }
    guard let number = Double(text) else { throw DataError(message: "`\(text)` is no number") }
    return Fields.doubles.contains(field) ? .double(number) : .int(Int64(number))
  }

  private func lines(_ name: String) throws -> [[String]] {
    try contents(name).split(separator: 10).map { line in
      line.split(separator: 9, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The innermost lists of whole numbers of a JSON text.
  private func lists(_ name: String) throws -> [[Int]] {
    var lists: [[Int]] = []
    var open: [Int] = []
    var number: Int?
    var depth = 0
    for octet in try contents(name) {
      switch octet {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = (number ?? 0) * 10 + Int(octet - 48)
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ","), UInt8(ascii: "]"):
        if let ended = number { open.append(ended) }
        number = nil
        if octet == UInt8(ascii: "]") {
          // The end of the outer list of lists closes nothing of its own.
          if !(depth == 1 && open.isEmpty && !lists.isEmpty) { lists.append(open) }
          open = []
          depth -= 1
        }
      default: break
      }
    }
    return lists
  }

  private func contents(_ name: String) throws -> [UInt8] {
    guard let file = fopen("\(path)/\(name)", "rb") else {
      throw DataError(message: "cannot read \(path)/\(name)")
    }
    defer { fclose(file) }
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return contents }
      contents += buffer[..<count]
    }
  }
}
