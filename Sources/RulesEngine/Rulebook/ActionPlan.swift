public import CEL

/// One compiled step of `do`.
public struct ActionPlan: Sendable {
  public enum Verb: Sendable {
    case intent(action: Int, arguments: [(name: String, value: ValuePlan)])
    case write(WritePlan)
    case emit(EmitPlan)
  }

  public var verb: Verb
  public var condition: Program?
  public var span: SourceSpan
}

/// A value to be computed, with the shape it was written in.
public indirect enum ValuePlan: Sendable {
  case constant(Value)
  case program(Program)
  /// Text with inserted values.
  case text([TextPiece])
  case list([ValuePlan])
  case map([(key: String, value: ValuePlan)])

  public enum TextPiece: Sendable {
    case literal(String)
    case program(Program)
  }
}

/// A model change to be computed.
public struct WritePlan: Sendable {
  public var verb: RowChange.Verb
  public var entity: Int
  public var set: [(column: Int, value: ValuePlan)]
  /// The rows it is about, for `update` and `delete`.
  public var match: [(column: Int, value: ValuePlan)]
  /// Slots that hold a column of the row at hand while `set` is computed.
  public var rowSlots: [(slot: Int, column: Int)]
}

/// An event to be emitted.
public struct EmitPlan: Sendable {
  public var event: Int
  public var subject: ValuePlan?
  public var data: [(name: String, value: ValuePlan)]
}
