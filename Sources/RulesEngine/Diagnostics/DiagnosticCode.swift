/// The stable name of one kind of finding, such as `W0112`: a letter for the layer and four digits.
///
/// Codes are written as literals where they are used and described once, in ``DiagnosticCatalogue``:
/// ```swift
/// diagnostics.add(.error("W0112", "unknown value `queue` for `mode`", at: span))
/// ```
public struct DiagnosticCode: Sendable, Hashable, Comparable, ExpressibleByStringLiteral {
  /// The code itself.
  public let id: String

  /// Makes a code from its name.
  public init(_ id: String) { self.id = id }

  /// Makes a code from a literal.
  public init(stringLiteral id: String) { self.id = id }

  /// Where the documentation explains it.
  public var url: String { "docs/DIAGNOSTICS.md#\(id)" }

  /// Orders codes by their bytes.
  public static func < (left: DiagnosticCode, right: DiagnosticCode) -> Bool {
    left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
  }
}

extension DiagnosticCode: CustomStringConvertible {
  /// The code itself.
  public var description: String { id }
}
