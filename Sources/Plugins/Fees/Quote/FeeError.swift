package import CEL

/// Why a fee could not be computed.
package enum FeeError: Error, Sendable, Equatable {
  /// A number needs more than 38 digits.
  case overflow
  /// The base, a price or a part is below zero.
  case negative(String, Decimal)
  /// A period has no length.
  case emptyPeriod
  /// A price by amount has units to work with, or the other way round.
  case wrongBase(String)
  /// The base lies behind the last tier.
  case noTier(Decimal)
  /// An amount is finer than the minor unit of its currency.
  case tooFine(String, Decimal, Currency)
}

extension FeeError {
  /// The error as one of an evaluation, in words.
  var evaluation: EvaluationError {
    switch self {
    case .overflow: EvaluationError(.overflow, "the fee needs a number of more than 38 digits")
    case .negative(let what, let number):
      EvaluationError(.invalidArgument, "\(what) of a fee is below zero: \(number)")
    case .emptyPeriod: EvaluationError(.divideByZero, "the period of a prorated fee has no length")
    case .wrongBase(let model):
      EvaluationError(.invalidArgument, "\(model) does not go with the base of the fee")
    case .noTier(let base): EvaluationError(.invalidArgument, "no tier of the fee reaches \(base)")
    case .tooFine(let what, let number, let currency):
      EvaluationError(
        .invalidArgument,
        "\(what) of a fee is finer than \(currency.code) can be paid, which has \(currency.minorUnits) digits: \(number)"
      )
    }
  }
}
