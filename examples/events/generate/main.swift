// Makes the events that the demo and the tests run; see ../README.md.
// The same program always writes the same bytes: one seeded generator, whole numbers only, no clock.
// Amounts are cents, instants are seconds since 2026-08-01T00:00:00Z.
import Glibc

func write(_ text: String, to path: String) {
  guard let file = fopen(path, "w") else {
    fputs("generate: cannot write \(path)\n", stderr)
    exit(1)
  }
  fputs(text, file)
  fclose(file)
}

extension Story {
  mutating func tell() {
    open()
    ana()
    ben()
    chiara()
    diego()
    emi()
    farah()
    greta()
    hugo()
    ivy()
    for who in cast.count..<customers.count { live(who) }
    hail()
    campaign("Autumn check", at(9, 1, "07:00"), budget: 250_000)
    campaign("Winter tyres", at(10, 12, "07:00"), budget: 400_000)
    november()
  }

  func save(to folder: String) {
    let sorted = events.sorted { ($0.time, $0.order) < ($1.time, $1.order) }
    var months = ["2026-08": "", "2026-09": "", "2026-10": "", "2026-11": ""]
    for (index, event) in sorted.enumerated() {
      months[String(instant(event.time).prefix(7)), default: ""] += event.line(index + 1)
    }
    for (month, lines) in months { write(lines, to: "\(folder)/\(month).ndjson") }
    print("\(sorted.count) events by \(customers.count) customers")
  }
}

guard CommandLine.arguments.count == 2 else {
  fputs("usage: generate FOLDER\n", stderr)
  exit(1)
}
var story = Story()
story.tell()
story.save(to: CommandLine.arguments[1])
