extension MappingReader {
  /// The one key of several that is given.
  ///
  /// - Returns: its entry; `nil` after reporting that none or more than one is there.
  public func exactlyOne(of keys: [String]) -> Node.Entry? {
    let found = keys.compactMap { entry($0) }
    if found.isEmpty {
      report(
        .error(
          "W0102", "\(what) needs one of \(keys.map { "`\($0)`" }.joined(separator: ", "))",
          at: node.entries?.first?.key.span ?? node.headSpan))
    }
    return checkExclusive(found) ? found.first : nil
  }

  /// At most one key of several; reports it if there are more.
  public func atMostOne(of keys: [String]) -> Node.Entry? {
    let found = keys.compactMap { entry($0) }
    return checkExclusive(found) ? found.first : nil
  }

  private func checkExclusive(_ found: [Node.Entry]) -> Bool {
    guard found.count > 1 else { return true }
    for extra in found.dropFirst() {
      report(
        .error(
          "W0106", "`\(extra.name)` and `\(found[0].name)` exclude each other", at: extra.key.span,
          label: "a second way to say it", related: [.init("the first", at: found[0].key.span)],
          help: ["keep one of the two"]))
    }
    return false
  }
}
