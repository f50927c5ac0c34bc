extension DiagnosticCatalogue {
  /// W09: comments that allow a finding.
  static let allows: [Entry] = [
    Entry(
      "W0901", "an allow without a reason",
      """
      A comment `# bylaw: allow W0512 because the drop is agreed with sales` silences a warning for the line or block \
      it stands at. The reason is required: whoever reads the file next needs it more than the tool does.
      """),
    Entry(
      "W0902", "an allow that allows nothing",
      """
      The comment allows a warning that is no longer reported there, or an error, which cannot be allowed. Remove the \
      comment, so that it does not hide a new problem later.
      """),
    Entry(
      "W0903", "an allow of an unknown code",
      """
      The comment names a code that does not exist, so it allows nothing. Codes are a letter and four \
      digits.
      """),
  ]
}
