/// Evaluates expressions in bulk, one JSON object a line in and one a line out.
public enum ConformanceBatch {
  /// Answers one line: `{"expr": ..., "bindings": ...}` gives `{"value": ...}`, `{"type": ...}` or `{"error": ...}`.
  public static func answer(line: String) -> String { "{\"error\":\"not built yet\",\"phase\":\"eval\"}" }
}
