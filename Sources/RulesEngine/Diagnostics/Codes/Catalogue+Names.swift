extension DiagnosticCatalogue {
  /// N02: names that nothing answers to, or that two things claim.
  static let names: [Entry] = [
    Entry(
      "N0201", "an unknown event type",
      """
      No `event:` of this name is declared in the rulebook. Events are declared once, with the types of their data, so \
      that a misspelt name is found here and not by a rule that never fires. Scores and segments bring events of their \
      own: `score.<name>.changed`, `segment.entered` and `segment.left`.
      """),
    Entry(
      "N0202", "an unknown entity",
      """
      No `entity:` of this name is declared. Entities are named in the singular as they are declared (`customer`), \
      which may differ from the name of their table (`customers`).
      """),
    Entry(
      "N0203", "an unknown table",
      """
      `insert`, `upsert`, `update` and `delete` name the table of an entity, as its `table:` says, or the entity \
      itself. No entity has this table.
      """),
    Entry(
      "N0204", "an unknown field",
      """
      The entity has no field of this name. Facts are computed and cannot be set, and `where` and `set` name the \
      fields of the table itself.
      """),
    Entry(
      "N0205", "an unknown action",
      """
      No `action:` of this name is declared. Actions are what the platform does when a rule asks; their declaration \
      lists the parameters, so that every call can be checked.
      """),
    Entry(
      "N0206", "an unknown parameter",
      """
      The action, or the event that is emitted, has no parameter or field of this name. The message lists those it has.
      """),
    Entry(
      "N0207", "something required is missing",
      """
      A parameter, field, column or part that must be given is not there. Parameters and fields whose name is declared \
      with a `?` at the end may be left out.
      """),
    Entry(
      "N0208", "a name defined twice",
      """
      Names are unique per kind: there is one rule `thank-vip` and one event `service.completed`. Within an entity, \
      fields, related lists and facts share one set of names.
      """),
    Entry(
      "N0209", "an unknown related list",
      """
      A fact counts, sums or lists the rows of one of the entity's `related:` lists. There is none of this name.
      """),
    Entry(
      "N0210", "an unknown template",
      "No `template:` of this name is defined, so `use:` cannot make one of it."),
    Entry(
      "N0211", "a reserved name",
      """
      Expressions use this word for something else, such as `event` for the event at hand, so nothing can be called \
      like it.
      """),
    Entry(
      "N0212", "an unknown time zone",
      """
      Time zones are named as in the IANA database: `America/New_York`, `Europe/Berlin`, `UTC`.
      """),
    Entry(
      "N0213", "an unknown column of a table of cases",
      """
      `${case.x}` stands for what a row of `cases` has under `x`, and no row has anything of this name.
      """),
    Entry(
      "N0214", "an unknown fixture",
      """
      A fixture is a document `fixture: a-shop` with rows that several tests share, in any `*.test.yaml` of the \
      rulebook. There is none of this name.
      """),
    Entry(
      "N0215", "an unknown definition",
      """
      Tests name definitions as decisions do, by kind and id: `rule/thank-vip`. The id alone is enough where only one \
      definition has it.
      """),
    Entry(
      "N0216", "an unknown setting",
      """
      A test can give settings of `rulebook.yaml` another value, but not add new ones: no rule would read them.
      """),
    Entry(
      "N0217", "an unknown function",
      """
      A test can say what the functions of plugins answer. There is no such function; those of the language itself \
      cannot be replaced.
      """),
  ]
}
