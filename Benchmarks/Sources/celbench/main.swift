import CEL

let environment = benchmarkEnvironment()
let measurements =
  try conditionBenchmarks(environment) + valueBenchmarks(environment) + documentBenchmarks()

if CommandLine.arguments.contains("--json") {
  for measurement in measurements { print(measurement.json) }
} else {
  func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
  print("CPU nanoseconds for one operation: median, least and most of 11 passes")
  for it in measurements {
    let name = it.name + String(repeating: " ", count: max(0, 36 - it.name.count))
    let goal = it.target.map { " (aim \(Int($0)))\(it.median > $0 ? " missed" : "")" } ?? ""
    print(
      "\(name)\(column("\(rounded(it.median))", 10))\(column("\(rounded(it.least))", 10))\(column("\(rounded(it.most))", 10))\(goal)"
    )
  }
}
