package import CEL
package import RulesEngine

/// Comparisons of one rule, all of which must hold.
package struct RuleRow {
  package enum Comparison { case equal, atLeast, below }

  package var tests: [(field: Int, comparison: Comparison, value: Value)]

  package init(tests: [(field: Int, comparison: Comparison, value: Value)]) { self.tests = tests }

  package var form: Form {
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
  package func holds(_ event: [Value]) -> Bool {
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
package enum Fields {
  package static let names = [
    "event.type", "event.session_type", "event.amount", "event.currency", "event.channel",
    "event.provider_type",
    "event.provider_rating", "event.duration_min", "event.retry_count", "event.hour", "customer.tier",
    "customer.region", "customer.country", "customer.lifetime_value", "customer.orders_count",
    "customer.days_since_last_order", "customer.days_since_signup", "customer.support_tickets",
    "customer.nps",
    "customer.churn_risk",
  ]
  package static let texts: Set<Int> = [0, 1, 3, 4, 5, 10, 11, 12]
  package static let doubles: Set<Int> = [2, 6, 13, 19]
  /// The inputs of the table: session_type, amount, tier, region, provider_type.
  package static let tableInputs = [1, 2, 10, 11, 5]
}

/// Events, rule sets and tables with the answers they must give.
package struct Workload {
  package var name: String
  package var events: [[Value]] = []
  /// By number of rules: the rules, and for the first events the positions of those that hold.
  package var rules: [(count: Int, rules: [RuleRow], expected: [[Int]])] = []
  /// By number of rows: the rows, and for the first events the position of the first that fits.
  package var tables: [(count: Int, rows: [[UnaryTest]], expected: [Int])] = []

  package init(name: String) { self.name = name }

  package static let sizes = [10, 100, 1000, 10_000]

  package func inputs(_ event: Int) -> [Value?] { Fields.tableInputs.map { events[event][$0] } }
}
