import CEL
import Glibc
import RulesEngine
import Workloads

/// What it costs to know why: matching alone, and with all that a decision keeps of it.
///
/// Matching notes nothing. What was read is what the frame's slots hold afterwards; it is written as JSON, with the
/// names of the rules that hold, once for each event.
func traceFigures() -> [Figure] {
  var generator = Generator()
  let events = generator.events().prefix(2_000)
  let frames = events.map { event in
    let frame = Frame()
    frame.prepare(slotCount: event.count)
    for (slot, value) in event.enumerated() { frame[slot] = value }
    return frame
  }
  return [100, 10_000].flatMap { size in
    let index = RuleIndex(generator.rules(size).map(\.form))
    let names = (0..<size).map { "rule/r-\(padded($0, 5))" }
    let scratch = MatchScratch()
    var kept = 0
    let alone = samples(frames) { index.match($0, scratch) }
    let traced = samples(frames) { frame in
      index.match(frame, scratch)
      kept += record(of: frame, scratch, names)
    }
    require(kept > 0, "nothing was recorded")
    return [
      Figure("matching \(size) rules", "ns cpu", alone),
      Figure("the same, and what is kept of it as JSON", "ns cpu", traced, floor: alone),
    ]
  }
}

/// Writes the facts that are read about the customer and the names of what holds; gives their length.
private func record(of frame: Frame, _ scratch: MatchScratch, _ names: [String]) -> Int {
  var facts = JSONWriter()
  facts.beginObject()
  for slot in River.customerFields {
    facts.key(Fields.names[slot])
    if let value = frame[slot] { facts.write(value) } else { facts.null() }
  }
  facts.endObject()
  var matched = JSONWriter()
  matched.beginArray()
  for place in 0..<scratch.count { matched.string(names[scratch[place].position]) }
  matched.endArray()
  return facts.octets.count + matched.octets.count
}

private func samples(_ frames: [Frame], _ body: (Frame) -> Void) -> [Double] {
  (0..<21).map { _ in
    let start = seconds(CLOCK_THREAD_CPUTIME_ID)
    for frame in frames { body(frame) }
    return (seconds(CLOCK_THREAD_CPUTIME_ID) - start) * 1e9 / Double(frames.count)
  }
}
