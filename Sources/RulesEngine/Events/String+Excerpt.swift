extension String {
  /// The text as a message shows it: its beginning when it is long.
  var excerpt: String {
    let beginning = unicodeScalars.prefix(80)
    return beginning.endIndex == unicodeScalars.endIndex ? self : String(beginning) + "…"
  }

  /// The same in quotes, with control characters escaped.
  var quotedExcerpt: String { excerpt.debugDescription }
}
