import RulesEngine

extension ProblemTranslator {
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
      if let recovery = missingComma(value, place) { return recovery }
      return .repair(Repair(text.colonFinding(value, colon: place), quoting: value))
    }
    return quote(
      value, "Y0128", "`\(found)` ends an unquoted value inside brackets", at: place..<place + 1,
      label: "YAML reads only `\(text.source.text(of: value.lowerBound..<place))` before it")
  }

  /// `{ a: b c: d }`.
  private func missingComma(_ value: Range<Int>, _ colon: Int) -> Recovery? {
    let words = text.bytes[value.lowerBound..<colon]
    guard let blank = words.lastIndex(of: 0x20), blank + 1 < colon, blank > value.lowerBound,
      !words.contains(where: { Array("?()\"'=<>".utf8).contains($0) })
    else { return nil }
    let key = text.source.text(of: blank + 1..<colon)
    let end = words[..<blank].lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? blank
    let finding = Diagnostic.error(
      "Y0136", "there is no comma before `\(key)`", at: span(blank + 1..<colon),
      label: "looks like the next entry", help: ["separate entries with commas"],
      fix: .maybe(span(end..<end), ","))
    return .repair(Repair(finding, replacing: [end: 0x2C]))
  }
}
