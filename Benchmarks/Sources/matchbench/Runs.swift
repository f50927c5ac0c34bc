import CEL
import RulesEngine
import Workloads

/// All rules that hold, for each event in its frame.
func ruleRuns(_ workload: Workload) -> [Measurement] {
  let frames = workload.events.map { event in
    let frame = Frame()
    frame.prepare(slotCount: event.count)
    for (slot, value) in event.enumerated() { frame[slot] = value }
    return frame
  }
  let targets: [Int: Double] = [10: 150, 100: 250, 1000: 500, 10_000: 1500]
  let scratch = MatchScratch()
  return workload.rules.map { size, rules, expected in
    let forms = rules.map(\.form)
    var index = RuleIndex([])
    let build = measure { index = RuleIndex(forms) }
    for (event, wanted) in expected.enumerated() {
      index.match(frames[event], scratch)
      let found = (0..<scratch.count).map { scratch[$0] }
      require(found.map(\.position) == wanted, "\(size) rules, event \(event)")
      require(found.allSatisfy { !$0.needsEvaluation }, "\(size) rules, event \(event) left to evaluation")
    }
    var total = 0
    let time = measure {
      total = 0
      for frame in frames {
        index.match(frame, scratch)
        total &+= scratch.count
      }
    }
    let events = Double(frames.count)
    return Measurement(
      workload: "W2", count: size, median: time.median / events, least: time.least / events,
      most: time.most / events, build: build.median / 1e6, check: total, target: targets[size])
  }
}

/// The first row that fits, for the inputs of each event.
func tableRuns(_ workload: Workload) -> [Measurement] {
  let inputs = workload.events.indices.map(workload.inputs)
  let targets: [Int: Double] = [10: 60, 100: 120, 1000: 200, 10_000: 600]
  let scratch = MatchScratch()
  return workload.tables.map { size, rows, expected in
    var index = TableIndex([])
    let build = measure { index = TableIndex(rows) }
    for (event, wanted) in expected.enumerated() {
      index.match(inputs[event], first: true, scratch)
      require(scratch.count == 1 && scratch[0].position == wanted, "\(size) rows, event \(event)")
    }
    var total = 0
    let time = measure {
      total = 0
      for event in inputs {
        index.match(event, first: true, scratch)
        total &+= scratch.count > 0 ? scratch[0].position : 0
      }
    }
    let events = Double(inputs.count)
    return Measurement(
      workload: "W1", count: size, median: time.median / events, least: time.least / events,
      most: time.most / events, build: build.median / 1e6, check: total, target: targets[size])
  }
}
