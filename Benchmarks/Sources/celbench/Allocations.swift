import CAllocations
import CEL

/// The heap blocks and bytes that one operation asks for: the most of a thousand passes after a warm-up.
struct AllocationCount {
  var name: String
  var blocks: Int
  var bytes: Int

  var json: JSON {
    .object([
      JSON.Member("name", .string(name)), JSON.Member("allocations", .number(String(blocks))),
      JSON.Member("bytes", .number(String(bytes))),
    ])
  }
}

/// Counts the allocations of `body`, which says whether its answer is right.
func countAllocations(_ name: String, _ body: () -> Bool) -> AllocationCount {
  for _ in 0..<100 { require(body(), name) }
  var found = AllocationCount(name: name, blocks: 0, bytes: 0)
  for _ in 0..<1000 {
    let blocks = allocation_count()
    let bytes = allocation_bytes()
    let isRight = body()
    found.blocks = max(found.blocks, Int(allocation_count() - blocks))
    found.bytes = max(found.bytes, Int(allocation_bytes() - bytes))
    require(isRight, name)
  }
  return found
}

/// Counts what evaluating, compiling and reading allocate.
func allocationCounts(_ environment: Environment) throws -> [AllocationCount] {
  requireThatCountingWorks()
  return try conditionAllocations(environment) + valueAllocations(environment)
    + documentAllocations()
}

/// A budget of 0 is worth something only when a known allocation is seen.
private func requireThatCountingWorks() {
  var size = 10
  let probe = countAllocations("the counter") {
    size += 1
    return [UInt8](repeating: 1, count: size).withUnsafeBytes { $0.count } == size
  }
  require(probe.blocks >= 1 && probe.bytes > 1000, "the counter sees no allocations")
}

private func conditionAllocations(_ environment: Environment) throws -> [AllocationCount] {
  let rows = [
    ("user.age >= 18", "user.age >= 18"), ("W3, all true", w3Source),
    ("exists over five maps", "items.exists(i, i.price == 4)"),
    ("exists over five maps, text", "items.exists(i, i.sku == \"item-4\")"),
    ("money comparison", "event.price > 250.00"),
  ]
  var counts = try rows.map { name, source in
    let item = try Case(environment, source, inputs)
    return countAllocations(name) { item.isTrue() }
  }
  let absent = try Case(environment, "user.age >= 18", [:])
  counts.append(
    countAllocations("missing verdict") {
      if case .missing = absent.program.test(absent.frame) { true } else { false }
    })
  return counts
}

private func valueAllocations(_ environment: Environment) throws -> [AllocationCount] {
  let score = try Case(environment, w4Source, inputs)
  let fee = try Case(environment, "round(event.price * 0.085 + 0.30)", inputs)
  return [
    countAllocations("W4 score") {
      guard case .double(let found)? = try? score.program.evaluate(score.frame) else { return false }
      return abs(found - 48.2) < 1e-9
    },
    countAllocations("fee: round(price * 0.085 + 0.30)") {
      guard case .money(let found)? = try? fee.program.evaluate(fee.frame) else { return false }
      return found.amount == Decimal(2580, scale: 2)
    },
    countAllocations("compile W3, with its form for the index") {
      var slots = SlotTable()
      return (try? environment.compile(w3Source, slots: &slots)) != nil
    },
  ]
}

private func documentAllocations() -> [AllocationCount] {
  let octets = Array(eventText.utf8)
  return [
    countAllocations("read an event of \(octets.count) bytes") {
      octets.withUnsafeBytes { try? walk($0) } == 18
    },
    countAllocations("the same into a tree") {
      (try? JSON(parsing: octets))?["data"]?["items"]?.intValue == 3
    },
  ]
}
