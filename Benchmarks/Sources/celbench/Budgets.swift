import CEL
import Glibc

/// What the allocations may be, from a file like `{"user.age >= 18":{"allocations":0}, ...}`.
struct Budgets {
  /// The file's members in its order.
  var entries: [(name: String, allocations: Int)] = []

  init(_ path: String) {
    guard let file = readFile(path) else { giveUp("cannot read \(path)") }
    do {
      for member in try JSON(parsing: file).objectValue ?? [] {
        guard let count = member.value["allocations"]?.intValue, count >= 0 else {
          giveUp("\(path): \"\(member.name)\" needs \"allocations\", a whole number")
        }
        entries.append((member.name, Int(count)))
      }
    } catch {
      giveUp("\(path): \(error.message) at byte \(error.offset)")
    }
  }

  /// Prints a table of counts beside budgets, and tells whether every count is within its budget.
  func report(_ counts: [AllocationCount]) -> Bool {
    var complaints: [String] = []
    var slack: [String] = []
    print("Heap allocations for one operation: found, budget")
    for count in counts {
      let budget = entries.first { $0.name == count.name }?.allocations
      print(left(count.name, 36) + right("\(count.blocks)", 8) + right(budget.map { "\($0)" } ?? "none", 8))
      guard let budget else {
        complaints.append("\"\(count.name)\" has no budget: add it with \(count.blocks)")
        continue
      }
      if count.blocks > budget {
        complaints.append("\"\(count.name)\" allocates \(count.blocks) blocks; its budget is \(budget)")
      } else if count.blocks < budget {
        slack.append("\"\(count.name)\" is below its budget: lower it from \(budget) to \(count.blocks)")
      }
    }
    for entry in entries where !counts.contains(where: { $0.name == entry.name }) {
      complaints.append("\"\(entry.name)\" has a budget but is not measured: remove it")
    }
    for line in slack { print("note: \(line)") }
    for line in complaints { print("error: \(line)") }
    return complaints.isEmpty
  }
}

private func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var octets: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return ferror(file) == 0 ? octets : nil }
    octets += buffer[..<count]
  }
}
