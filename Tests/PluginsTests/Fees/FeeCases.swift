import FoundationEssentials

/// How many random fees the property test makes: `BYLAW_FEE_CASES=100000 swift test --filter FeePropertyTests` for more.
enum FeeCases {
  static let count = ProcessInfo.processInfo.environment["BYLAW_FEE_CASES"].flatMap { Int($0) } ?? 10_000
}
