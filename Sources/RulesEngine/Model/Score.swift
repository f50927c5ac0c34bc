internal import CEL

/// A weighted score of an entity: each factor's value (0 to 1) times its weight, summed and scaled into
/// `range`.
///
/// `score = low + (high - low) * sum(weight_i * clamp(value_i, 0, 1)) / sum(weight_i)`
struct Score: Sendable {
  var name: String
  var entity: Int
  var low: Double
  var high: Double
  var factors: [Factor]
  /// Bands in the order of the file; a score is in the first whose interval holds it.
  var bands: [Band]
  /// Emit `score.<name>.changed` when the score moved by at least this much.
  var notifyBy: Double?
  /// Emit it also when the band changed.
  var notifyBand: Bool

  /// One weighted part of a score.
  struct Factor: Sendable {
    var name: String
    var weight: Double
    /// Reads the entity's slots; a factor that is missing counts as 0 and is shown as missing.
    var value: Program

    init(name: String, weight: Double, value: Program) {
      self.name = name
      self.weight = weight
      self.value = value
    }
  }

  /// A named interval of the score.
  struct Band: Sendable {
    var name: String
    var test: UnaryTest

    init(name: String, test: UnaryTest) {
      self.name = name
      self.test = test
    }
  }

  init(
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
  /// The name in expressions and in `segment.entered` and `segment.left`.
  public var name: String
  /// The position in the model of the entity whose rows it holds.
  public var entity: Int
  /// Reads the entity's slots.
  var condition: Program
}
