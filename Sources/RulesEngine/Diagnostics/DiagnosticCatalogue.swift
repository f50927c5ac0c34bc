/// Every code there is, with its title and explanation.
///
/// A new code is one entry in one file of `Codes/`. A test holds the lists free of duplicates, and checks
/// that each code used in the sources stands here.
public enum DiagnosticCatalogue {
  /// What one code means.
  public struct Entry: Sendable, Equatable {
    /// The code.
    public let code: DiagnosticCode
    /// The finding in a few words.
    public let title: String
    /// A paragraph: why it is a problem and what to do.
    public let explanation: String

    init(_ code: DiagnosticCode, _ title: String, _ explanation: String) {
      self.code = code
      self.title = title
      self.explanation = explanation
    }
  }

  /// All entries, by code.
  public static let entries: [Entry] =
    (yaml + shape + allows + names + types + semantics + events + runtime + cel + json + plugins
    + families + time + workflows + fees + delivery + escalation + routing + retention + tenants)
    .sorted { $0.code < $1.code }

  /// The entry of a code, if there is one.
  public static func entry(_ code: DiagnosticCode) -> Entry? {
    byCode[code]
  }

  /// The code that was probably meant.
  public static func closest(to code: String) -> DiagnosticCode? {
    Suggestion.best(for: code, among: entries.map(\.code.id)).map { DiagnosticCode($0) }
  }

  private static let byCode: [DiagnosticCode: Entry] =
    Dictionary(entries.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}
