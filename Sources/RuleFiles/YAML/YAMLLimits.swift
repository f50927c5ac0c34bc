/// How much YAML is read before it is refused.
public struct YAMLLimits: Sendable, Equatable {
  /// Bytes in a file.
  public var fileSize: Int
  /// Lists and mappings inside one another.
  public var depth: Int
  /// Values in a document, its aliases expanded.
  public var nodes: Int
  /// Mistakes that are stepped over in one document before its reading ends.
  public var repairs: Int

  /// Limits that no handwritten file comes near.
  public static let standard = YAMLLimits(fileSize: 1 << 20, depth: 64, nodes: 200_000, repairs: 20)

  /// Makes limits.
  public init(fileSize: Int, depth: Int, nodes: Int, repairs: Int) {
    self.fileSize = fileSize
    self.depth = depth
    self.nodes = nodes
    self.repairs = repairs
  }
}
