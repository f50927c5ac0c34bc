/// What kinds of plugins make of one definition that is written: definitions, which may be of such kinds themselves.
package struct Expansion {
  /// How deep they may make definitions of each other's,
  package static let maxDepth = 8
  /// and how many of one that is written.
  package static let maxCount = 1_000

  var depth = 0
  var count = 0
}

extension Decoding {
  /// Decodes what is made of the definition at hand.
  ///
  /// - Parameters:
  ///   - make: gives the definitions.
  ///   - decode: takes each of them; may lead here again.
  /// - Returns: false where there would be too many, once for a definition that is written.
  package func expand(_ make: () -> [Node], _ decode: (Node) -> Void) -> Bool {
    if expansion.depth == 0 { expansion.count = 0 }
    // It was said already.
    if expansion.count > Expansion.maxCount { return true }
    guard expansion.depth < Expansion.maxDepth else {
      expansion.count = .max
      return false
    }
    expansion.depth += 1
    defer { expansion.depth -= 1 }
    for node in make() {
      if expansion.count > Expansion.maxCount { return true }
      expansion.count += 1
      guard expansion.count <= Expansion.maxCount else { return false }
      decode(node)
    }
    return true
  }
}
