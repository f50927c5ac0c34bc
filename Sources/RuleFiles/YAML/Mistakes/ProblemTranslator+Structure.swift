import RulesEngine

extension ProblemTranslator {
  /// Text where a key or a dash was expected: after a closing quote or bracket, or on a line whose
  /// indentation fits
  /// nothing above.
  func structure(_ place: Int, _ context: Int, _ words: String) -> Recovery {
    let number = line(at: place)
    let shape = text.shape(ofLine: number)
    if let value = shape.value, value.lowerBound < place, place <= value.upperBound,
      let recovery = partlyQuoted(value)
    {
      return recovery
    }
    if let quote = openQuote(before: number) { return unclosedQuote(quote) }
    let first = shape.indent.upperBound
    let isEnd = first >= text.slice.upperBound
    let end = shape.key?.upperBound ?? shape.value?.upperBound ?? first + 1
    let columns = text.source.position(at: context).column - 1
    let here = text.source.position(at: min(first, text.source.utf8.count)).column - 1
    var related: [Diagnostic.Related] = []
    if line(at: context) != number {
      related = [.init("these entries are indented by \(columns)", at: span(context..<keyEnd(context)))]
    }
    let label: String =
      if shape.hasDash, here == columns, words.contains("key") {
        "a list item among keys"
      } else if !shape.hasDash, here == columns, words.contains("'-'") {
        "a key among list items"
      } else {
        "indented by \(here)"
      }
    return .stop(
      .error(
        "Y0115", "the indentation of this line fits nothing above it",
        at: span(isEnd ? place..<place + 1 : first..<max(first + 1, end)),
        label: label, related: related, help: ["start the line in the column of the entries it belongs to"]))
  }

  private func keyEnd(_ offset: Int) -> Int {
    let shape = text.shape(ofLine: line(at: offset))
    let end = shape.key?.upperBound ?? shape.value?.upperBound ?? offset + 1
    return max(end, offset + 1)
  }

  /// A value that begins with a quote or bracket and goes on after its end.
  private func partlyQuoted(_ value: Range<Int>) -> Recovery? {
    let first = text.bytes[value.lowerBound]
    if first == 0x22 || first == 0x27 {
      guard let close = Quotes.end(text.bytes, value.lowerBound, value.upperBound), close < value.upperBound
      else { return nil }
      return quote(
        value, "Y0125", "a value that begins with a quote must end with it", at: close..<value.upperBound,
        label: "more text after the closing quote")
    }
    guard first == 0x5B || first == 0x7B,
      let close = FlowScan(text.bytes, open: value.lowerBound).close, close < value.upperBound
    else { return nil }
    let bracket = first == 0x5B ? "[" : "{"
    return quote(
      value, "Y0132",
      "a value that begins with `\(bracket)` is a \(first == 0x5B ? "list" : "mapping") to YAML",
      at: close..<value.upperBound, label: "more text after the closing bracket")
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

  /// `key: - item`.
  func listAfterKey(_ place: Int) -> Recovery {
    .stop(
      .error(
        "Y0135", "a list cannot begin behind a key", at: span(place..<place + 1), label: "a list item",
        help: ["put the list on the lines below its key, or write it as `[a, b]`"]))
  }

  /// Something that can be no value.
  func content(_ place: Int, _ flowOpen: Int?) -> Recovery {
    if byte(place) == 0x3F {
      return .stop(
        .error(
          "Y0112", "`? ` announces a key of several lines, which rule files do not use",
          at: span(place..<place + 1), help: ["quote the text if the question mark is part of it"]))
    }
    return .stop(.error("Y0101", "expected a value here", at: span(place..<place + 1)))
  }

  /// Something inside brackets that is neither a comma nor the closing bracket.
  func bracket(_ place: Int, open: Int) -> Recovery {
    let shape = text.shape(ofLine: line(at: place))
    let opening = text.source.text(of: open..<open + 1)
    let closing = opening == "[" ? "]" : "}"
    let scan = FlowScan(text.bytes, open: open)
    if let value = scan.value(containing: place), scan.close != nil, place > value.lowerBound,
      value.upperBound <= text.source.bytes(ofLine: line(at: value.lowerBound)).upperBound
    {
      return inValue(value, place)
    }
    let isLater = line(at: place) > line(at: open)
    if place >= text.slice.upperBound || scan.close == nil || isLater && shape.key != nil {
      let related =
        isLater && place < text.slice.upperBound
        ? [Diagnostic.Related("noticed here", at: span(place..<place + 1))] : []
      return .stop(
        .error(
          "Y0117", "this bracket is never closed", at: span(open..<open + 1), label: "opened here",
          related: related, help: ["close it with `\(closing)`"]))
    }
    return .stop(
      .error(
        "Y0117", "expected `,` or `\(closing)` here", at: span(place..<place + 1),
        related: [.init("in the brackets opened here", at: span(open..<open + 1))],
        help: ["separate entries with commas"]))
  }

  private func inValue(_ value: Range<Int>, _ place: Int) -> Recovery {
    let first = byte(value.lowerBound)
    if first == 0x22 || first == 0x27 {
      return quote(
        value, "Y0125", "a value that begins with a quote must end with it", at: place..<value.upperBound,
        label: "more text after the closing quote")
    }
    let found = text.source.text(of: place..<place + 1)
    if found == ":" {
      return .repair(Repair(text.colonFinding(value, colon: place), quoting: value))
    }
    return quote(
      value, "Y0128", "`\(found)` ends an unquoted value inside brackets", at: place..<place + 1,
      label: "YAML reads only `\(text.source.text(of: value.lowerBound..<place))` before it")
  }
}
