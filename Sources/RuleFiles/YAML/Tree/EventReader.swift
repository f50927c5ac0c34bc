import CYAML
import RulesEngine

/// One step of libyaml through a document. Places are character counts.
struct YAMLEvent {
  enum Kind {
    case scalar(String, Scalar.Style)
    case sequenceStart(isFlow: Bool)
    case mappingStart(isFlow: Bool)
    case collectionEnd
    case alias(String)
    case documentEnd
    case streamEnd
    /// Nothing to do for.
    case other
  }

  let kind: Kind
  let anchor: String?
  let tag: String?
  let characters: Range<Int>
}

/// What libyaml says when it cannot go on.
struct YAMLProblem: Error {
  let problem: String
  let context: String
  /// Character counts.
  let place: Int
  let contextPlace: Int
}

/// Owns a libyaml parser over a text.
struct EventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// Begins to read; `nil` without memory.
  init?(_ bytes: [UInt8]) {
    parser = .allocate(capacity: 1)
    text = .allocate(capacity: max(1, bytes.count))
    _ = text.update(fromContentsOf: bytes)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      text.deallocate()
      return nil
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event.
  mutating func next() throws(YAMLProblem) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    return Self.translate(event)
  }

  private func problem() -> YAMLProblem {
    let state = parser.pointee
    let place = Int(clamping: state.problem_mark.index)
    return YAMLProblem(
      problem: state.problem.map { String(cString: $0) } ?? "out of memory",
      context: state.context.map { String(cString: $0) } ?? "", place: place,
      contextPlace: state.context == nil ? place : Int(clamping: state.context_mark.index))
  }

  private static func translate(_ event: yaml_event_t) -> YAMLEvent {
    let start = Int(clamping: event.start_mark.index)
    let characters = start..<max(start, Int(clamping: event.end_mark.index))
    func make(
      _ kind: YAMLEvent.Kind, _ anchor: UnsafeMutablePointer<UInt8>? = nil,
      _ tag: UnsafeMutablePointer<UInt8>? = nil
    ) -> YAMLEvent {
      YAMLEvent(kind: kind, anchor: anchor.map(string), tag: tag.map(string), characters: characters)
    }
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let text = String(decoding: value, as: UTF8.self)
      return make(.scalar(text, style(scalar.style)), scalar.anchor, scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return make(
        .sequenceStart(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE), start.anchor, start.tag)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return make(.mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE), start.anchor, start.tag)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return make(.collectionEnd)
    case YAML_ALIAS_EVENT: return make(.alias(event.data.alias.anchor.map(string) ?? ""))
    case YAML_DOCUMENT_END_EVENT: return make(.documentEnd)
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return make(.streamEnd)
    default: return make(.other)
    }
  }

  private static func string(_ text: UnsafeMutablePointer<UInt8>) -> String {
    String(cString: text)
  }

  private static func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .single
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .double
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }
}
