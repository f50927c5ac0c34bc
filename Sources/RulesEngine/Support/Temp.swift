internal import CEL
enum Order { case ascending, same, descending }
extension Value {
  func isEqual(to other: Value) -> Bool { false }
  func order(with other: Value) -> Order? { nil }
  func adding(_ other: Value) throws(EvaluationError) -> Value { self }
}
extension Program {
  func evaluate(_ f: Frame) throws(EvaluationError) -> Value { .null }
  func test(_ f: Frame) -> Verdict { .false }
}
extension Bytes { init?(base64: String) { nil } }
extension Decimal { var asInt64: Int64? { nil } }
extension ZoneDatabase { func zone(named: String) -> TZ? { nil }; var names: [String] { [] } }
extension ValueType { var description: String { "type" } }

extension Timestamp { static var distantFuture: Timestamp { Timestamp(microseconds: .max) } }
extension Program { func trace(_ f: Frame) -> TraceNode { fatalError() } }
struct TZ { func offset(at: Timestamp) -> Int { 0 } }
