import CEL
import Glibc

// riverbench [--json | --both] [--folder FOLDER] [--passes N] [WHAT]...: measures the way of an event.
// WHAT is load, reading, trace, durable or bulk; without it, all of them. FOLDER is where databases are made, and should
// be on a real disk.
// riverbench [--folder FOLDER] growth: prints a table of sizes, within about ten minutes.
var arguments = Array(CommandLine.arguments.dropFirst())
let isJSON = arguments.contains("--json")
let isBoth = arguments.contains("--both")
arguments.removeAll { $0 == "--json" || $0 == "--both" }

@MainActor func option(_ name: String) -> String? {
  guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
  defer { arguments.removeSubrange(place...place + 1) }
  return arguments[place + 1]
}

// For scripts/check-budgets.
if let events = option("--only").flatMap({ Int($0) }) {
  try runOnly(events: events, rules: option("--rules").flatMap { Int($0) } ?? 100)
  exit(0)
}
if let path = option("--budgets") { exit(try report(try allocationCounts(), against: path) ? 0 : 1) }

let passes = option("--passes").flatMap { Int($0) } ?? 5
let folder: String
if let named = option("--folder") {
  folder = named
} else {
  var template = Array("/tmp/riverbench.XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { exit(2) }
  folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

if let point = option("--point").flatMap({ GrowthPoint($0) }) {
  try measure(point, folder: folder)
  exit(0)
}
if arguments == ["growth"] {
  measureGrowth(folder: folder)
  exit(0)
}

// The workload as files, to be run by hand: riverbench --write RULES
if let rules = option("--write").flatMap({ Int($0) }) {
  let river = River(rules: rules)
  mkdir("\(folder)/river", 0o777)
  mkdir("\(folder)/river/rules", 0o777)
  for file in river.files { writeFile("\(folder)/river/\(file.path)", file.utf8) }
  _ = try DurableBench(river, folder: folder)
  exit(0)
}

let all: [(name: String, run: () throws -> [Figure])] = [
  // Loading first: it tells how much memory a fresh process needs.
  ("load", { loadFigures(passes: passes) }),
  ("reading", { try readingFigures() }),
  ("trace", { traceFigures() }),
  ("durable", { try durableFigures(folder: folder, passes: passes) }),
  ("bulk", { try bulkFigures(folder: folder, passes: passes) }),
]
let wanted = all.filter { arguments.isEmpty || arguments.contains($0.name) }
if !isJSON { print(Figure.header) }
var found: [Figure] = []
for part in wanted {
  for figure in try part.run() {
    print(isJSON ? figure.json : figure.row)
    found.append(figure)
  }
}
if isBoth {
  print()
  for figure in found { print(figure.json) }
}
