internal import CEL

extension Frame {
  /// Fills a slot.
  func set(_ slot: Int, _ value: Value) { self[slot] = value }

  /// Whether a slot is still to be resolved.
  func isPending(_ slot: Int) -> Bool { state(of: slot) == .pending }
}

extension Program {
  /// Whether a condition holds. One that reads something missing does not; one that fails is an error, never false.
  func holds(in frame: Frame) throws(EvaluationError) -> Bool {
    switch test(frame) {
    case .true: return true
    case .false, .missing: return false
    case .error(let error): throw error
    }
  }
}
