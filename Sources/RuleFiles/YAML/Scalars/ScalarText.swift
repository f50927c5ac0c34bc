import RulesEngine

/// A scalar decoded again from the file, to learn where each byte of its text came from.
///
/// libyaml gives the text but not the places. Decoding repeats its rules; if the two ever differed,
/// libyaml's text would
/// count and the places would be those of the scalar as a whole.
struct ScalarText {
  /// The bytes of the scalar, quotes or block header included, trailing blank lines not.
  let range: Range<Int>
  /// The scalar.
  let scalar: Scalar
  /// Whether decoding gave libyaml's text.
  let isExact: Bool

  /// Decodes a scalar.
  ///
  /// - Parameters:
  ///   - value: libyaml's text.
  ///   - style: how it is written.
  ///   - token: its bytes according to libyaml.
  ///   - bytes: the file.
  init(_ value: String, _ style: Scalar.Style, _ token: Range<Int>, in bytes: [UInt8]) {
    var decoded: DecodedText
    switch style {
    case .plain: decoded = FlowScalarDecoder.plain(bytes, token)
    case .single: decoded = FlowScalarDecoder.single(bytes, token)
    case .double: decoded = FlowScalarDecoder.double(bytes, token)
    case .literal, .folded:
      decoded = BlockScalarDecoder.decode(
        bytes, token, isFolded: style == .folded, expected: Array(value.utf8))
    }
    isExact = decoded.text.elementsEqual(value.utf8)
    range = decoded.range
    if !isExact {
      var whole = OffsetMap(startingAt: range.lowerBound)
      whole.append(source: range, decodedLength: value.utf8.count)
      decoded.offsets = whole
    }
    scalar = Scalar(value, style: style, offsets: decoded.offsets)
  }
}

/// Text under construction, with where it came from.
struct DecodedText {
  private(set) var text: [UInt8] = []
  var offsets: OffsetMap
  /// The bytes of the whole scalar.
  var range: Range<Int>

  init(_ range: Range<Int>) {
    self.range = range
    offsets = OffsetMap(startingAt: range.lowerBound)
  }

  /// Adds bytes that stand in the file as they are.
  mutating func copy(_ source: Range<Int>, _ bytes: [UInt8]) {
    text += bytes[source]
    offsets.append(source: source, decodedLength: source.count)
  }

  /// Adds text that stands in the file in another form.
  mutating func put(_ decoded: [UInt8], for source: Range<Int>) {
    text += decoded
    offsets.append(source: source, decodedLength: decoded.count)
  }
}
