import RulesEngine

/// Reads YAML into nodes with exact places, and explains what it cannot read.
///
/// Scalars stay text: their type is for the schema to say. Documents are read one by one, so that a mistake
/// in one
/// leaves the others readable; common mistakes are stepped over, so that one pass reports many.
public enum YAMLParser {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - utf8: its bytes.
  ///   - file: its name, for places.
  ///   - limits: how much is read.
  public static func parse(_ utf8: [UInt8], file: String, limits: YAMLLimits = .standard) -> YAMLFile {
    guard utf8.count <= limits.fileSize else {
      let finding = tooLarge(utf8.count, file, limits)
      return YAMLFile(
        source: SourceText(file: file, utf8: []), documents: [], findings: [finding], isComplete: false)
    }
    let source = SourceText(file: file, utf8: utf8)
    let mistakes = EncodingCheck(source).findings
    guard mistakes.isEmpty else {
      return YAMLFile(source: source, documents: [], findings: mistakes, isComplete: false)
    }
    let diagnostics = Diagnostics()
    var documents: [YAMLDocument] = []
    var isComplete = true
    for slice in DocumentSplitter(source).slices(diagnostics) {
      let reader = DocumentReader(slice, in: source, limits: limits)
      let errors = diagnostics.count(of: .error)
      let read = reader.read(diagnostics)
      if read.isEmpty, diagnostics.count(of: .error) > errors { isComplete = false }
      documents += read
    }
    return YAMLFile(
      source: source, documents: documents, findings: diagnostics.sorted, isComplete: isComplete)
  }

  /// Reads a text.
  public static func parse(_ text: String, file: String, limits: YAMLLimits = .standard) -> YAMLFile {
    parse(Array(text.utf8), file: file, limits: limits)
  }

  private static func tooLarge(_ count: Int, _ file: String, _ limits: YAMLLimits) -> Diagnostic {
    .error(
      "Y0110", "the file has \(count) bytes, more than the limit of \(limits.fileSize)", at: .file(file),
      help: ["split the file, or move large tables to CSV files"])
  }
}
