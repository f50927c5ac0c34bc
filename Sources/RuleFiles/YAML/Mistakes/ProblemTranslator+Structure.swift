import RulesEngine

extension ProblemTranslator {
  /// Text where a key or a dash was expected: after a closing quote or bracket, or on a line whose
  /// indentation fits
  /// nothing above.
  func structure(_ place: Int, _ context: Int, _ words: String) -> Recovery {
    let number = line(at: place)
    let shape = text.shape(ofLine: number)
    if let value = shape.value, value.lowerBound < place, place <= value.upperBound,
      let recovery = partlyQuoted(value, isValue: shape.key != nil || shape.hasDash)
    {
      return recovery
    }
    if let quote = openQuote(before: number) { return unclosedQuote(quote) }
    let isMisplaced = column(of: context) == column(of: shape.indent.upperBound)
    let isOther = shape.hasDash ? words.contains("key") : words.contains("'-'")
    if isMisplaced, isOther { return mixed(shape, context) }
    return misaligned(shape, number, place)
  }

  /// A list item among keys, or a key among list items.
  private func mixed(_ shape: LineShape, _ context: Int) -> Recovery {
    let (found, others) = shape.hasDash ? ("list item", "keys") : ("key", "list items")
    return .stop(
      .error(
        "Y0115", "a \(found) among \(others)", at: span(shape.head),
        related: [.init("the \(others) begin here", at: span(text.shape(ofLine: line(at: context)).head))],
        help: [
          shape.hasDash
            ? "indent the list below its key, or remove the dash" : "begin the line with `- `, or indent it"
        ]))
  }

  /// A line whose indentation is that of no entry above it.
  private func misaligned(_ shape: LineShape, _ number: Int, _ place: Int) -> Recovery {
    let first = shape.indent.upperBound
    let here = column(of: first)
    guard first < text.slice.upperBound, let level = nearestLevel(above: number, to: here) else {
      return .stop(
        .error("Y0115", "the text ends too early, or is indented wrongly", at: span(place..<place + 1)))
    }
    let name = text.source.text(of: level.head)
    let indent = String(repeating: " ", count: level.indent.count)
    return .stop(
      .error(
        "Y0115", "the indentation of this line fits nothing above it", at: span(shape.head),
        label: "indented by \(here)",
        related: [.init("indented by \(level.indent.count)", at: span(level.head))],
        help: ["indent it by \(level.indent.count), like `\(name)`"], fix: .maybe(span(shape.indent), indent))
    )
  }

  private func column(of offset: Int) -> Int {
    text.source.position(at: min(offset, text.source.utf8.count)).column - 1
  }

  /// Of the entries that are open above a line, the one whose indentation is nearest.
  private func nearestLevel(above number: Int, to column: Int) -> LineShape? {
    var best: LineShape?
    var narrowest = Int.max
    var line = number
    for _ in 0..<200 {
      guard let above = codeLine(before: line) else { break }
      line = above
      let shape = text.shape(ofLine: above)
      guard shape.indent.count < narrowest else { continue }
      narrowest = shape.indent.count
      let isNearer = best.map { abs($0.indent.count - column) > abs(narrowest - column) } ?? true
      if isNearer { best = shape }
    }
    return best
  }

  /// A value that begins with a quote or bracket and goes on after its end.
  private func partlyQuoted(_ value: Range<Int>, isValue: Bool) -> Recovery? {
    let first = text.bytes[value.lowerBound]
    if first == 0x22 || first == 0x27 {
      guard let close = Quotes.end(text.bytes, value.lowerBound, value.upperBound), close < value.upperBound
      else { return nil }
      if !isValue { return quotedKey(value.lowerBound..<close) }
      if let inner = innerQuote(value, close) { return inner }
      return quote(
        value, "Y0125", "a value that begins with a quote must end with it", at: close..<value.upperBound,
        label: "more text after the closing quote")
    }
    guard first == 0x5B || first == 0x7B,
      let close = FlowScan(text.bytes, open: value.lowerBound).close, close < value.upperBound
    else { return nil }
    if let extra = extraBracket(close..<value.upperBound) { return extra }
    let bracket = first == 0x5B ? "[" : "{"
    return quote(
      value, "Y0132",
      "a value that begins with `\(bracket)` is a \(first == 0x5B ? "list" : "mapping") to YAML",
      at: close..<value.upperBound, label: "more text after the closing bracket")
  }

  /// `"on" service.completed`.
  private func quotedKey(_ key: Range<Int>) -> Recovery {
    let name = text.source.text(of: key)
    return .stop(
      .error(
        "Y0134", "there is no colon after `\(name)`", at: span(key),
        label: "expected a key, a colon and a value",
        fix: .maybe(span(key.upperBound..<key.upperBound), ":")))
  }

  /// `[a, b]]`.
  private func extraBracket(_ rest: Range<Int>) -> Recovery? {
    guard text.bytes[rest].allSatisfy({ $0 == 0x5D || $0 == 0x7D }) else { return nil }
    let finding = Diagnostic.error(
      "Y0117", "a closing bracket without an opening one", at: span(rest), help: ["remove it"],
      fix: .safe(span(rest), ""))
    let blanks = Dictionary(rest.map { ($0, UInt8(0x20)) }, uniquingKeysWith: { first, _ in first })
    return .repair(Repair(finding, replacing: blanks))
  }

  /// `'VIP's choice'`: the quotes are right at both ends, but not in between.
  private func innerQuote(_ value: Range<Int>, _ close: Int) -> Recovery? {
    let mark = text.bytes[value.lowerBound]
    let next = text.bytes[close]
    let isWord = next >= 0x80 || (next | 0x20) >= 0x61 && (next | 0x20) <= 0x7A
    guard isWord, text.bytes[value.upperBound - 1] == mark, value.count > 2 else { return nil }
    let inner = value.lowerBound + 1..<value.upperBound - 1
    let words = text.source.text(of: inner)
    let quoted =
      mark == 0x27 && !words.contains("\"") && !words.contains("\\")
      ? "\"\(words)\"" : YAMLQuoting.quoted(words)
    let finding = Diagnostic.error(
      "Y0125", "this quote ends the text", at: span(close - 1..<close), label: "and more follows",
      help: ["use other quotes around the text: `\(quoted)`"], fix: .safe(span(value), quoted))
    var repair = Repair(finding, quoting: value)
    repair.text = inner
    return .repair(repair)
  }

  /// A line above whose value opens a quote that it does not close.
  private func openQuote(before line: Int) -> Range<Int>? {
    var number = line + 1
    for _ in 0..<20 {
      guard let above = codeLine(before: number) else { return nil }
      number = above
      guard let value = text.shape(ofLine: above).value else { continue }
      let first = text.bytes[value.lowerBound]
      if first == 0x22 || first == 0x27, Quotes.end(text.bytes, value.lowerBound, value.upperBound) == nil {
        return value
      }
    }
    return nil
  }

  private func unclosedQuote(_ value: Range<Int>) -> Recovery {
    let quote = text.source.text(of: value.lowerBound..<value.lowerBound + 1)
    let finding = Diagnostic.error(
      "Y0116", "this quote is never closed", at: span(value.lowerBound..<value.lowerBound + 1),
      label: "opened here",
      help: ["write `\(quote)` at the end of the text, or quote it otherwise if it holds a quote"],
      fix: .maybe(span(value.upperBound..<value.upperBound), quote))
    return .repair(Repair(finding, quoting: value))
  }

  /// Mistakes inside quotes: no end, or an unknown escape.
  func quoted(_ words: String, _ place: Int, _ context: Int) -> Recovery {
    if words.contains("end of stream") || words.contains("document indicator") {
      let shape = text.shape(ofLine: line(at: context))
      if let value = shape.value, value.lowerBound == context { return unclosedQuote(value) }
      return .stop(
        .error("Y0116", "this quote is never closed", at: span(context..<context + 1), label: "opened here"))
    }
    guard byte(place) == 0x5C || byte(place - 1) == 0x5C || words.contains("hex") || words.contains("Unicode")
    else {
      return unknown(
        YAMLProblem(problem: words, context: "in a quoted text", place: 0, contextPlace: 0), place)
    }
    let slash = text.bytes[..<min(place + 1, text.slice.upperBound)].lastIndex(of: 0x5C) ?? place
    let end = min(slash + 2, text.slice.upperBound)
    let finding = Diagnostic.error(
      "Y0120", "`\(text.source.text(of: slash..<end))` is not an escape", at: span(slash..<end),
      help: ["write `\\\\` for a backslash, or use single quotes, where it needs no escape"],
      fix: .safe(span(slash..<slash), "\\"))
    return .repair(Repair(finding, replacing: [slash: 0x78]))
  }
}
