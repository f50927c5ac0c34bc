import CEL

let eventText = """
  {"specversion":"1.0","id":"evt-0000001234","source":"app/checkout","type":"quote.completed","subject":"customer-3991",\
  "time":"2026-11-21T15:00:00Z","data":{"session_type":"video","region":"us-east","provider_type":"workshop",\
  "provider_id":"provider-118","channel":"mobile","currency":"USD","amount":312.75,"discount":12.5,"tip":4.25,"tax":19.8,\
  "items":3,"duration":45,"wait":12,"rating":5,"retries":0,"queue":2,"attempt":1,"age_days":731}}
  """

/// Walks the event and keeps the numbers of `data`, as a reader that fills slots would.
func walk(_ buffer: UnsafeRawBufferPointer) throws -> Int {
  var reader = try JSONReader(buffer)
  var fields = 0
  try reader.beginObject()
  var first = true
  while let key = try reader.nextKey(first: first) {
    first = false
    guard key.equals("data") else {
      _ = try reader.readStringInPlace()
      continue
    }
    try reader.beginObject()
    var firstInner = true
    while try reader.nextKey(first: firstInner) != nil {
      firstInner = false
      switch try reader.next() {
      case .number: if try reader.readNumber().double.isFinite { fields += 1 }
      default: if !(try reader.readString()).isEmpty { fields += 1 }
      }
    }
  }
  try reader.finish()
  return fields
}

func documentBenchmarks() -> [Measurement] {
  let octets = Array(eventText.utf8)
  let count = 20_000
  let walked = measure("read an event of \(octets.count) bytes", count: count, target: 1000) {
    for _ in 0..<count {
      let fields = octets.withUnsafeBytes { try? walk($0) }
      require(fields == 18, "walk")
    }
  }
  let tree = measure("the same into a tree", count: count) {
    for _ in 0..<count {
      require((try? JSON(parsing: octets))?["data"]?["items"]?.intValue == 3, "tree")
    }
  }
  return [walked, tree]
}
