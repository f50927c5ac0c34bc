import Testing

@testable import Plugins

/// Ranking, as tables: who comes first, and the sentence for each.
@Suite struct RoutingPolicyTests {
  private static let policy = RoutingPolicy(
    preferences: ["favorite"],
    parts: [.init(name: "load", weight: 3), .init(name: "distance", weight: 2)], ties: ["longest idle"])

  private func candidate(
    _ id: String, _ load: Double?, _ distance: Double?, preference: Int = 1, idle: Double = 0
  ) -> RoutingCandidate {
    RoutingCandidate(
      id: id, preference: preference, values: [load, distance],
      ties: [.init(order: idle, text: "since \(idle)")])
  }

  private func lines(_ ranking: Ranking) -> [String] {
    ranking.entries.map { "\($0.candidate.id): \($0.reason)" }
  }

  @Test func `the best score wins, and each loser hears what it lost by`() {
    let ranking = Self.policy.rank([
      candidate("t3", 0.9, 0.32), candidate("t7", 0.84, 0.81), candidate("t1", nil, 1),
      candidate("t2", 0.5, 0.2),
    ])
    #expect(
      lines(ranking) == [
        "t7: the best, 0.83", "t3: eligible, 0.67 vs 0.83: distance 0.32 vs 0.81",
        "t1: eligible, 0.40 vs 0.83: load missing",
        "t2: eligible, 0.38 vs 0.83: distance 0.20 vs 0.81, load 0.50 vs 0.84",
      ])
  }

  @Test func `a preference comes before every score`() {
    let ranking = Self.policy.rank([candidate("t1", 1, 1), candidate("t2", 0, 0.1, preference: 0)])
    #expect(
      lines(ranking) == [
        "t2: preferred (favorite), 0.04", "t1: eligible, 1.00, but not preferred (favorite)",
      ])
  }

  @Test func `equal scores go to who waited longest, then by id`() {
    let ranking = Self.policy.rank([
      candidate("t2", 1, 1, idle: 5), candidate("t3", 1, 1, idle: 5), candidate("t9", 1, 1, idle: 2),
    ])
    #expect(
      lines(ranking) == [
        "t9: the best, 1.00", "t2: eligible, 1.00 as well, but longest idle: since 5.0 vs since 2.0",
        "t3: eligible, 1.00 as well, but longest idle: since 5.0 vs since 2.0",
      ])
    let twins = Self.policy.rank([candidate("b", 1, 1), candidate("a", 1, 1)])
    #expect(lines(twins).last == "b: eligible, 1.00 as well, but its id comes later")
  }

  @Test func `scores that differ in the third digit are told apart`() {
    let ranking = Self.policy.rank([candidate("t1", 0.8332, 0.8332), candidate("t2", 0.8344, 0.8344)])
    #expect(lines(ranking)[1] == "t1: eligible, 0.833 vs 0.834: load 0.833 vs 0.834, distance 0.833 vs 0.834")
  }

  @Test func `who is excluded is not ranked`() {
    var out = candidate("t1", 1, 1)
    out.obstacles = [.init(name: "capacity", reason: "4 < 4 is false")]
    let ranking = Self.policy.rank([out, candidate("t2", 0, 0)])
    #expect(lines(ranking) == ["t2: the best, 0.00", "t1: excluded: capacity: 4 < 4 is false"])
    #expect(Self.policy.rank([out]).best == nil)
  }

  @Test func `a ranking made before keeps its order`() {
    let ranking = Self.policy.rank(
      [candidate("t1", 1, 1), candidate("t2", 0.5, 0.5), candidate("new", 1, 1)], in: ["t2", "t1"])
    #expect(
      lines(ranking) == [
        "t2: the best, 0.50", "t1: eligible, 1.00, later in the ranking made before",
        "new: eligible, 1.00, later in the ranking made before",
      ])
  }

  @Test(arguments: 0..<100)
  func `the order of the candidates does not matter`(seed: Int) {
    var random = RandomProblem(seed: UInt64(seed))
    let candidates = (0..<12).map { index in
      candidate(
        "t\(index)", Double(random.next(3)) / 2, Double(random.next(3)) / 2, preference: random.next(2),
        idle: Double(random.next(2)))
    }
    let shuffled = random.shuffled(candidates.count).map { candidates[$0] }
    #expect(lines(Self.policy.rank(candidates)) == lines(Self.policy.rank(shuffled)))
  }

  @Test(arguments: [
    (0, "0.00"), (5_000, "0.01"), (994_999, "0.99"), (995_000, "1.00"), (-12_000, "-0.01"), (-1, "0.00"),
  ])
  func `a score has two digits`(millionths: Int64, text: String) { #expect(Score.text(millionths) == text) }

  @Test func `distances on the earth`() {
    // New York to Boston, and once around a quarter of the equator.
    #expect(abs(GeoFunctions.distance(40.7128, -74.0060, 42.3601, -71.0589) - 306.1) < 0.1)
    #expect(abs(GeoFunctions.distance(0, 0, 0, 90) - GeoFunctions.radius * .pi / 2) < 1e-6)
    #expect(GeoFunctions.distance(10, 20, 10, 20) == 0)
  }
}
