internal import CEL

extension Form {
  /// Calls `body` with the slot of each test, those of too deep parts left out.
  func forEachTest(depth: Int = 0, _ body: (Int) -> Void) {
    guard depth < NormalForm.depthLimit else { return }
    switch self {
    case .and(let parts), .or(let parts): for part in parts { part.forEachTest(depth: depth + 1, body) }
    case .not(let part): part.forEachTest(depth: depth + 1, body)
    case .test(let slot, _): body(slot)
    case .constant, .opaque: return
    }
  }
}
