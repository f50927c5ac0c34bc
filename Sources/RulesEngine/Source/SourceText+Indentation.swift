extension SourceText {
  /// How far a line is indented, and the first character after that (`nil` if the line is blank).
  ///
  /// - Parameter line: the line's number, from 1.
  public func indentation(ofLine line: Int) -> (count: Int, first: Unicode.Scalar?) {
    let bytes = bytes(ofLine: line)
    let start = bytes.first { utf8[$0] != 0x20 && utf8[$0] != 0x09 }
    guard let start else { return (bytes.count, nil) }
    let byte = utf8[start]
    return (start - bytes.lowerBound, byte < 0x80 ? Unicode.Scalar(byte) : Unicode.Scalar(0xFFFD))
  }
}
