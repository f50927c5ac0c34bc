extension DiagnosticCatalogue {
  /// N025: what families need of a rulebook.
  static let families: [Entry] = [
    Entry(
      "N0250", "a declaration that a family cannot work with",
      """
      A family of kinds, such as the fees, brings the entities and actions it works with. A rulebook may declare them \
      itself, to name its own table or to have more parameters; then it has to have the fields and parameters that the \
      family needs, and its own further parameters have to be optional.
      """)
  ]
}
