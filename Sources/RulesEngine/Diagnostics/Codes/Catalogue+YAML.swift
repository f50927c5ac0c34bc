extension DiagnosticCatalogue {
  /// Y01: what YAML itself refuses, and W00: what YAML understands otherwise than people do.
  static let yaml: [Entry] = [
    Entry(
      "Y0101", "the text is not YAML",
      "The reader cannot make sense of the text at this place. The caret shows where it gave up."),
    Entry(
      "Y0102", "the file is not UTF-8",
      "Rule files are UTF-8 text. Save the file again with the encoding set to UTF-8."),
    Entry(
      "Y0103", "the file is UTF-16 or UTF-32",
      """
      Rule files are UTF-8 text. Some Windows editors call UTF-16 `Unicode`; save the file as `UTF-8` \
      instead.
      """),
    Entry(
      "Y0104", "a tab in the indentation",
      """
      YAML allows only spaces for indentation, because a tab has no agreed width. Replace each tab by \
      two spaces.
      """),
    Entry(
      "Y0105", "a key is written twice",
      "A mapping can hold a key only once. Many YAML tools silently keep the last one; here it is an error."),
    Entry(
      "Y0106", "an unknown anchor",
      """
      `*name` repeats the value marked `&name` earlier in the same document, and there is none with this \
      name.
      """),
    Entry(
      "Y0107", "an anchor that contains itself",
      "The value marked `&name` repeats itself through `*name`, so it would never end."),
    Entry(
      "Y0108", "aliases expand to too much",
      """
      A few lines of aliases of aliases can stand for billions of values. The number of values a document stands for, \
      all its aliases expanded, is limited.
      """),
    Entry("Y0109", "nested too deeply", "Mappings and lists inside one another are limited to 64 levels."),
    Entry(
      "Y0110", "the file is too large",
      "A rule file has a size limit. Split it, or keep big tables in CSV files."),
    Entry(
      "Y0111", "a tag",
      """
      Words that start with `!` are YAML tags, which change the type of a value. The schema decides \
      types here.
      """),
    Entry(
      "Y0112", "a key that is not plain text",
      "A key must be a word, not a list, a mapping, an alias or a text of several lines."),
    Entry(
      "Y0113", "a directive", "Lines that start with `%` are YAML directives. Rule files do not use them."),
    Entry(
      "Y0114", "no space after the colon",
      "`key:value` is one word to YAML. A colon separates a key from its value only with a space after it."),
    Entry(
      "Y0115", "the indentation fits nothing above",
      """
      Entries that belong together start in the same column, and entries inside another start further \
      right.
      """),
    Entry(
      "Y0116", "a quote that is never closed", "A text that begins with a quote must end with the same quote."
    ),
    Entry("Y0117", "a bracket that is never closed", "Each `[` needs its `]` and each `{` its `}`."),
    Entry(
      "Y0118", "a second colon in the line",
      """
      In an unquoted value, a colon followed by a space starts another mapping, as in the expression `a ? b : c`. \
      Quote the whole value.
      """),
    Entry(
      "Y0119", "a control character",
      """
      Text may not contain unprintable characters, except tabs inside values. Write them as escapes in \
      double quotes.
      """),
    Entry(
      "Y0120", "an unknown escape",
      """
      In double quotes a backslash starts an escape such as `\\n` or `\\u00e9`. In single quotes it is \
      an ordinary character.
      """),
    Entry(
      "Y0121", "`!` read as a tag",
      "A value that starts with `!` is a tag to YAML and not an expression. Quote the whole expression."),
    Entry(
      "Y0122", "`*` read as an alias",
      "A value that starts with `*` is an alias to YAML and not text. Quote the whole value."),
    Entry(
      "Y0123", "`&` read as an anchor",
      "A value that starts with `&` is an anchor to YAML and not text. Quote the whole value."),
    Entry(
      "Y0124", "a value that starts with a reserved character",
      "YAML reserves `%`, `@` and the backtick at the start of a value. Quote the whole value."),
    Entry(
      "Y0125", "a value that is only partly quoted",
      "A value that begins with a quote ends with it. Quote the whole value, with the other kind of quotes."),
    Entry(
      "Y0126", "a comment that cuts a value",
      "A `#` with a space before it starts a comment, so the rest of the line is not part of the value."),
    Entry(
      "Y0127", "a comma that splits a value",
      """
      Inside `{ }` and `[ ]` a comma ends the entry, also in the middle of an expression. Quote the \
      whole value.
      """),
    Entry(
      "Y0128", "a bracket inside an unquoted value",
      "Inside `{ }` and `[ ]` brackets and braces end an unquoted value. Quote the whole value."),
    Entry(
      "Y0129", "a merge key",
      """
      `<<` merges mappings in some YAML tools. It is not part of YAML 1.2 and not supported; repeat the \
      entries.
      """),
    Entry(
      "Y0130", "an anchor nobody uses", "`&name` marks a value to repeat with `*name`, which never happens."),
    Entry(
      "Y0131", "an anchor defined twice",
      """
      Two values are marked with the same `&name`. YAML lets the later win from there on; give them two \
      names.
      """),
    Entry(
      "Y0132", "an expression in braces read as a mapping",
      """
      A value that starts with `{` or `[` is a mapping or list to YAML. Quote the whole value to write \
      text.
      """),
    Entry(
      "Y0133", "a value that starts with `>` or `|`",
      "`>` and `|` announce a text on the lines below. Quote a value that starts with one of them."),
    Entry(
      "Y0134", "a line without a colon", "Each line of a mapping is a key, a colon, a space and a value."),
    Entry(
      "Y0135", "a list that begins behind a key",
      "A list written with `- ` begins on the line after its key; on the same line write `[a, b]`."),
    Entry("Y0136", "a missing comma", "Entries inside `{ }` and `[ ]` are separated by commas."),
    Entry(
      "Y0137", "a list item read as text",
      "Lines indented further than an unquoted text belong to that text, also if they begin with a dash."),
    Entry(
      "W0021", "a word that other YAML tools read as something else",
      """
      YAML 1.1 reads `NO`, `yes`, `on` and the like as booleans, and `22:30` as the number 1350. Here they are text, but \
      people and other tools may be misled. Quotes make it plain.
      """),
  ]
}
