import CEL
import Glibc
import RulesEngine
import Workloads

extension DataFolder {
  /// Writes a workload as the files that `workload` reads, for other programs to be measured on.
  func write(_ workload: Workload) {
    mkdir(path, 0o777)
    let heading = (["event.id", "customer.id"] + Fields.names).joined(separator: "\t")
    let events = workload.events.enumerated().map { number, event in
      (["e\(number)", "c\(number)"] + event.map(\.text)).joined(separator: "\t")
    }
    write([heading] + events, to: "events.tsv")
    for (size, rules, expected) in workload.rules {
      write(rules.enumerated().map { line(of: $1, number: $0) }, to: "w2_\(size).tsv")
      let lists = expected.map { "[\($0.map(String.init).joined(separator: ","))]" }
      write(["[\(lists.joined(separator: ","))]"], to: "expect_w2_\(size).json")
    }
    for (size, rows, expected) in workload.tables {
      write(rows.enumerated().map { line(of: $1, number: $0) }, to: "w1_\(size).tsv")
      write(["[\(expected.map(String.init).joined(separator: ","))]"], to: "expect_w1_\(size).json")
    }
  }

  private func line(of rule: RuleRow, number: Int) -> String {
    let tests = rule.tests.flatMap { test in
      let sign =
        switch test.comparison {
        case .equal: "=="
        case .atLeast: ">="
        case .below: "<"
        }
      return [Fields.names[test.field], sign, test.value.text]
    }
    return (["r\(number)", "\(rule.tests.count)"] + tests).joined(separator: "\t")
  }

  /// The columns of a row are session_type, amount, tier, region, provider_type.
  private func line(of row: [UnaryTest], number: Int) -> String {
    let texts = [0, 2, 3, 4].map { cell(row[$0]) }
    var bounds = ["*", "*"]
    switch row[1] {
    case .interval(let low, _, let high, _): bounds = [low.text, high.text]
    case .greaterOrEqual(let low): bounds[0] = low.text
    case .less(let high): bounds[1] = high.text
    default: break
    }
    return (["row\(number)"] + texts + bounds).joined(separator: "\t")
  }

  private func cell(_ test: UnaryTest) -> String {
    switch test {
    case .equals(let value): value.text
    case .either(let tests): tests.map(cell).joined(separator: "|")
    default: "*"
    }
  }

  private func write(_ lines: [String], to name: String) {
    let octets = Array((lines.joined(separator: "\n") + "\n").utf8)
    guard let file = fopen("\(path)/\(name)", "wb"), fwrite(octets, 1, octets.count, file) == octets.count,
      fclose(file) == 0
    else {
      print("error: cannot write \(path)/\(name)")
      exit(2)
    }
  }
}
