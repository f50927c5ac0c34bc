import RulesEngine

/// A mistake that can be stepped over: the text is read again as if it had been written right.
///
/// Nothing moves: the bytes of the value are covered with letters, and the node made of them gets the text
/// that was
/// meant.
struct Repair {
  /// What is reported.
  let finding: Diagnostic
  /// Bytes of the file that are read as `x`.
  let cover: Range<Int>
  /// Bytes of the file that are read as something else: a missing colon or blank.
  var replacing: [Int: UInt8] = [:]
  /// The bytes that the node at ``cover`` stands for.
  var text: Range<Int>

  /// A value that should have been quoted.
  init(_ finding: Diagnostic, quoting value: Range<Int>) {
    self.finding = finding
    cover = value
    text = value
  }

  /// A separator that is missing before a value.
  init(_ finding: Diagnostic, separating value: Range<Int>, replacing: [Int: UInt8]) {
    self.finding = finding
    cover = value.dropFirst()
    text = value
    self.replacing = replacing
  }

  /// Bytes to be read as something else, without a node of their own.
  init(_ finding: Diagnostic, replacing: [Int: UInt8]) {
    self.finding = finding
    cover = 0..<0
    text = 0..<0
    self.replacing = replacing
  }

  /// Changes a text that begins at an offset of the file.
  func apply(to bytes: inout [UInt8], base: Int) {
    for offset in cover where bytes.indices.contains(offset - base) { bytes[offset - base] = 0x78 }
    for (offset, byte) in replacing where bytes.indices.contains(offset - base) {
      bytes[offset - base] = byte
    }
  }
}

/// How the reading of a document goes on after a mistake.
enum Recovery {
  /// Step over it and read again.
  case repair(Repair)
  /// Report it, and go on with the next document.
  case stop(Diagnostic)
}
