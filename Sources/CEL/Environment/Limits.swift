/// What a source text may be and what an evaluation may take. No option switches a limit off.
public struct Limits: Sendable, Hashable {
  /// The longest source text in UTF-8 bytes.
  public var maxSourceBytes: Int
  /// The deepest nesting of an expression.
  public var maxDepth: Int
  /// The most syntax nodes of an expression.
  public var maxNodes: Int
  /// The steps an evaluation may take. Steps count work and memory (a step is about eight bytes).
  public var maxCost: Int
  /// The most findings reported for one source text.
  public var maxIssues: Int

  /// Limits; each is brought into the range that the implementation can hold.
  public init(
    maxSourceBytes: Int = 65_536, maxDepth: Int = 160, maxNodes: Int = 20_000, maxCost: Int = 1_000_000,
    maxIssues: Int = 20
  ) {
    self.maxSourceBytes = min(max(1, maxSourceBytes), 1 << 20)
    self.maxDepth = min(max(8, maxDepth), 200)
    self.maxNodes = min(max(8, maxNodes), 100_000)
    self.maxCost = min(max(100, maxCost), 1_000_000_000)
    self.maxIssues = min(max(1, maxIssues), 1000)
  }

  /// The limits used when none are stated.
  public static let `default` = Limits()
}
