// Chance, time, and what a value looks like in an event.

struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }
  mutating func chance(_ percent: Int) -> Bool { within(1...100) <= percent }
  mutating func pick<T>(_ items: [T]) -> T { items[within(0...items.count - 1)] }
}

let minute = 60
let hour = 3600
let day = 86_400
/// What lies behind the three months.
let lastInstant = 92 * day

func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// The months from August 2026 on, and the days after them that a booking may name.
func instant(_ seconds: Int) -> String {
  var month = 8
  var days = seconds / day
  for length in [31, 30, 31, 30, 31] {
    guard days >= length else { break }
    days -= length
    month += 1
  }
  let rest = seconds % day
  let clock = [rest / hour, rest % hour / minute, rest % minute].map { padded($0, 2) }
  return "2026-\(padded(month, 2))-\(padded(days + 1, 2))T\(clock.joined(separator: ":"))Z"
}

/// An instant by its date: `at(8, 5, "14:02")` is 2026-08-05T14:02:00Z.
func at(_ month: Int, _ dayOfMonth: Int, _ clock: String) -> Int {
  let start = [8: 0, 9: 31, 10: 61, 11: 92][month, default: 0]
  let parts = clock.split(separator: ":").compactMap { Int($0) }
  return (start + dayOfMonth - 1) * day + parts[0] * hour + parts[1] * minute
}

enum Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  case text(String), whole(Int), cents(Int), euros(Int), flag(Bool), time(Int), list([String]), micro(Int),
    absent

  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .whole(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }

  var json: String {
    switch self {
    case .text(let text): "\"\(text)\""
    case .whole(let number): String(number)
    case .cents(let amount): "\"\(amount / 100).\(padded(amount % 100, 2))\""
    case .flag(let flag): flag ? "true" : "false"
    case .time(let seconds): "\"\(instant(seconds))\""
    case .list(let items): "[" + items.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    case .euros(let amount): "\"\(amount / 100).\(padded(amount % 100, 2)) EUR\""
    case .micro(let degrees):
      (degrees < 0 ? "-" : "") + "\(abs(degrees) / 1_000_000).\(padded(abs(degrees) % 1_000_000, 6))"
    case .absent: ""
    }
  }
}

struct Event {
  let time: Int
  let order: Int
  let type: String
  let subject: String?
  let tenant: String?
  let data: String

  func line(_ number: Int) -> String {
    var fields = ["\"specversion\":\"1.0\"", "\"id\":\"ev-\(padded(number, 6))\"", "\"source\":\"app\""]
    fields.append("\"type\":\"\(type)\"")
    if let subject { fields.append("\"subject\":\"\(subject)\"") }
    fields.append("\"time\":\"\(instant(time))\"")
    if let tenant { fields.append("\"tenant\":\"\(tenant)\"") }
    return "{\(fields.joined(separator: ",")),\"data\":{\(data)}}\n"
  }
}
