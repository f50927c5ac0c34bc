/// Thrown inside the evaluator; the error itself lies in the frame. Costs nothing to pass on.
struct Fault: Error {}

/// What a truth test gives.
enum Truth: UInt8 {
  case no, yes, fault

  @inline(__always)
  init(_ flag: Bool) { self = flag ? .yes : .no }
}

/// Fills the cell of a `cel.bind` variable until it is first read.
final class UnsetMarker: OpaqueValue {
  static let shared = UnsetMarker()
  var typeName: String { "unset" }
  var description: String { "unset" }
  func isEqual(to other: any OpaqueValue) -> Bool { other === self }
}

/// Keeps the error of a `cel.bind` value that failed, for later reads.
final class FaultMarker: OpaqueValue {
  let error: EvaluationError
  init(_ error: EvaluationError) { self.error = error }
  var typeName: String { "fault" }
  var description: String { "fault" }
  func isEqual(to other: any OpaqueValue) -> Bool { other === self }
}
