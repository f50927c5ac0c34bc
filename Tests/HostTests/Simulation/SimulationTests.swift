import FoundationEssentials
import Glibc
import RulesEngine
import Testing

@testable import Host

/// Seeded simulations of workflows; `scripts/simulate` runs them for longer.
@Suite struct SimulationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seed = environment["BYLAW_SEED"].flatMap { UInt64($0) } ?? 20_261_121
  private static let seconds = environment["BYLAW_SIMULATE_SECONDS"].flatMap { Double($0) }

  @Test func `whatever happens, what is committed holds together, and a seed gives the same again`() throws {
    let rulebooks = try Palette.rulebooks()
    let (first, second) = (
      Simulation(seed: Self.seed, rulebooks: rulebooks), Simulation(seed: Self.seed, rulebooks: rulebooks)
    )
    try first.run(steps: 250)
    try second.run(steps: 250)
    let (one, other) = (try first.file.dump(), try second.file.dump())
    #expect(one == other, "seed \(Self.seed): \(difference(one, other))")
    #expect(
      ["event", "time", "clock set back", "person", "crash", "disk failure met", "reload"].allSatisfy {
        first.counts[$0] != nil
      })
  }

  @Test(.enabled(if: seconds != nil)) func `for as long as it is asked to`() throws {
    let rulebooks = try Palette.rulebooks()
    let end = EngineClock.monotonicSeconds() + (Self.seconds ?? 0)
    var (seed, steps, failures) = (Self.seed, 0, 0)
    var counts: [String: Int] = [:]
    while EngineClock.monotonicSeconds() < end, failures < 5 {
      let simulation = Simulation(seed: seed, rulebooks: rulebooks)
      do {
        try simulation.run(steps: 400)
        steps += 400
      } catch {
        failures += 1
        print("\(error)")
        Issue.record("\(error)")
      }
      counts.merge(simulation.counts) { $0 + $1 }
      seed += 1
    }
    let kinds = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    print(
      "simulated seeds \(Self.seed)...\(seed - 1): \(steps) steps checked, \(failures) failing seeds; \(kinds)"
    )
  }
}
