extension JournalSchema {
  /// Version 2: notes of code, runs of workflows.
  static let second = notes

  private static let notes = """
    ALTER TABLE bylaw_decisions ADD COLUMN notes TEXT;

    """
}
