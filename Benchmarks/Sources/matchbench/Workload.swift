import CEL
import RulesEngine

/// Comparisons of one rule, all of which must hold.
struct RuleRow {
  enum Comparison { case equal, atLeast, below }

  var tests: [(field: Int, comparison: Comparison, value: Value)]

  var form: Form {
    .and(
      tests.map { test in
        switch test.comparison {
        case .equal: .test(slot: test.field, .equals(test.value))
        case .atLeast: .test(slot: test.field, .greaterOrEqual(test.value))
        case .below: .test(slot: test.field, .less(test.value))
        }
      })
  }

  /// Judged one by one, as an oracle.
  func holds(_ event: [Value]) -> Bool {
    tests.allSatisfy { test in
      switch test.comparison {
      case .equal: event[test.field].isEqual(to: test.value)
      case .atLeast: [.greater, .equal].contains(event[test.field].order(test.value))
      case .below: event[test.field].order(test.value) == .less
      }
    }
  }
}

/// The fields of all workloads, which are slots 0 to 19 of their frames.
enum Fields {
  static let names = [
    "event.type", "event.session_type", "event.amount", "event.currency", "event.channel",
    "event.provider_type",
    "event.provider_rating", "event.duration_min", "event.retry_count", "event.hour", "customer.tier",
    "customer.region", "customer.country", "customer.lifetime_value", "customer.orders_count",
    "customer.days_since_last_order", "customer.days_since_signup", "customer.support_tickets",
    "customer.nps",
    "customer.churn_risk",
  ]
  static let texts: Set<Int> = [0, 1, 3, 4, 5, 10, 11, 12]
  static let doubles: Set<Int> = [2, 6, 13, 19]
  /// The inputs of the table: session_type, amount, tier, region, provider_type.
  static let tableInputs = [1, 2, 10, 11, 5]
}

/// Events, rule sets and tables with the answers they must give.
struct Workload {
  var name: String
  var events: [[Value]] = []
  /// By number of rules: the rules, and for the first events the positions of those that hold.
  var rules: [(count: Int, rules: [RuleRow], expected: [[Int]])] = []
  /// By number of rows: the rows, and for the first events the position of the first that fits.
  var tables: [(count: Int, rows: [[UnaryTest]], expected: [Int])] = []

  static let sizes = [10, 100, 1000, 10_000]

  func inputs(_ event: Int) -> [Value?] { Fields.tableInputs.map { events[event][$0] } }
}
