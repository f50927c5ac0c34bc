import CEL
import Glibc
import Workloads

// matchbench [--json] [FOLDER]: measures the rule index and the table index.
// matchbench --write FOLDER: writes the workload of its own as files, and measures nothing.
var arguments = Array(CommandLine.arguments.dropFirst())
let isJSON = arguments.contains("--json")
arguments.removeAll { $0 == "--json" }

if arguments.first == "--write", let folder = arguments.dropFirst().first {
  var generator = Generator()
  DataFolder(path: folder).write(generator.workload())
  exit(0)
}

let workload: Workload
if let folder = arguments.first {
  do {
    workload = try DataFolder(path: folder).workload()
  } catch {
    print("error: \((error as? DataError)?.message ?? "\(error)")")
    exit(2)
  }
} else {
  var generator = Generator()
  workload = generator.workload()
}

let measurements = tableRuns(workload) + ruleRuns(workload)
if isJSON {
  for measurement in measurements { print(measurement.json) }
} else {
  print("\(workload.name), \(workload.events.count) events; CPU nanoseconds for one event, eleven passes")
  print("W1: the first row of a table of N that fits. W2: all of N rules that hold.")
  print(Measurement.header)
  for measurement in measurements { print(measurement.row) }
}
