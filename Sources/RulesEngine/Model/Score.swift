public import CEL

/// A weighted score of an entity: each factor's value (0 to 1) times its weight, summed and scaled into
/// `range`.
///
/// `score = low + (high - low) * sum(weight_i * clamp(value_i, 0, 1)) / sum(weight_i)`
public struct Score: Sendable {
  public var name: String
  public var entity: Int
  public var low: Double
  public var high: Double
  public var factors: [Factor]
  /// Bands in the order of the file; a score is in the first whose interval holds it.
  public var bands: [Band]
  /// Emit `score.<name>.changed` when the score moved by at least this much.
  public var notifyBy: Double?
  /// Emit it also when the band changed.
  public var notifyBand: Bool

  /// One weighted part of a score.
  public struct Factor: Sendable {
    public var name: String
    public var weight: Double
    /// Reads the entity's slots; a factor that is missing counts as 0 and is shown as missing.
    public var value: Program

    public init(name: String, weight: Double, value: Program) {
      self.name = name
      self.weight = weight
      self.value = value
    }
  }

  /// A named interval of the score.
  public struct Band: Sendable {
    public var name: String
    public var test: UnaryTest

    public init(name: String, test: UnaryTest) {
      self.name = name
      self.test = test
    }
  }

  public init(
    name: String, entity: Int, low: Double, high: Double, factors: [Factor], bands: [Band],
    notifyBy: Double?, notifyBand: Bool
  ) {
    self.name = name
    self.entity = entity
    self.low = low
    self.high = high
    self.factors = factors
    self.bands = bands
    self.notifyBy = notifyBy
    self.notifyBand = notifyBand
  }
}

/// A named set of entities that a condition defines: `segment: vip`.
public struct Segment: Sendable {
  public var name: String
  public var entity: Int
  /// Reads the entity's slots.
  public var condition: Program

  public init(name: String, entity: Int, condition: Program) {
    self.name = name
    self.entity = entity
    self.condition = condition
  }
}
