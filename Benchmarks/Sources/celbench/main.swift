import CEL
import Glibc

// celbench                  times everything and prints a table
// celbench --json           the same, one JSON object on each line
// celbench --both           the table, then the same figures as JSON
// celbench --allocations    counts heap allocations, one JSON object on each line
// celbench --budgets FILE   compares the counts with their budgets; fails when one is above
// celbench --hostile NAME   runs one source made to exhaust the compiler or the evaluator

let arguments = CommandLine.arguments.dropFirst()
let environment = benchmarkEnvironment()

switch (arguments.first, arguments.dropFirst().first) {
case ("--allocations", nil):
  for count in try allocationCounts(environment) { print(count.json.text) }
case ("--budgets", let path?):
  guard Budgets(path).report(try allocationCounts(environment)) else { exit(1) }
case ("--hostile", let name?):
  runHostile(name)
case ("--json", nil):
  for measurement in try measurements() { print(measurement.json) }
case ("--both", nil):
  let found = try measurements()
  printTable(found)
  print()
  for measurement in found { print(measurement.json) }
case (nil, _):
  printTable(try measurements())
default:
  print("usage: celbench [--json | --both | --allocations | --budgets FILE | --hostile NAME]")
  exit(2)
}

func measurements() throws -> [Measurement] {
  try conditionBenchmarks(environment) + valueBenchmarks(environment) + documentBenchmarks()
}

func printTable(_ measurements: [Measurement]) {
  print("CPU nanoseconds for one operation: median, least and most of 11 passes")
  for it in measurements {
    let figures = [it.median, it.least, it.most].map { right("\(rounded($0))", 10) }.joined()
    let goal = it.target.map { " (aim \(Int($0)))\(it.median > $0 ? " missed" : "")" } ?? ""
    print(left(it.name, 36) + figures + goal)
  }
}
