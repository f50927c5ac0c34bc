package import CEL

/// One compiled step of `do`.
package struct ActionPlan: Sendable {
  package enum Verb: Sendable {
    case intent(action: Int, arguments: [(name: String, value: ValuePlan)])
    case write(WritePlan)
    case emit(EmitPlan)
    case code(any DecisionCode)
  }

  var verb: Verb
  var condition: Program?
  /// Whether what it asks for is never taken back.
  var isFinal = false
  var span: SourceSpan
}

extension ActionPlan {
  /// Whether it asks for one action and does nothing else: taken back before it was tried, it never happened.
  var asksOnce: Bool {
    switch verb {
    case .intent: true
    case .code(let code): code.asksOnce
    case .write, .emit: false
    }
  }

  /// Whether it may change the model, so that a failure has something to undo.
  var writes: Bool {
    switch verb {
    case .write: true
    case .code(let code): code.writes
    case .intent, .emit: false
    }
  }

  /// The types of the events it may emit.
  var emits: [Int] {
    switch verb {
    case .emit(let plan): [plan.event]
    case .code(let code): code.emits
    case .intent, .write: []
    }
  }
}

/// A value to be computed, with the shape it was written in.
package indirect enum ValuePlan: Sendable {
  case constant(Value)
  case program(Program)
  /// Text with inserted values.
  case text([TextPiece])
  case list([ValuePlan])
  case map([(key: String, value: ValuePlan)])

  package enum TextPiece: Sendable {
    case literal(String)
    case program(Program)
  }
}

/// A model change to be computed.
package struct WritePlan: Sendable {
  var verb: RowChange.Verb
  var entity: Int
  var set: [(column: Int, value: ValuePlan)]
  /// The rows it is about, for `update` and `delete`.
  var match: [(column: Int, value: ValuePlan)]
  /// Slots that hold a column of the row at hand while `set` is computed.
  var rowSlots: [(slot: Int, column: Int)]
}

/// An event to be emitted.
package struct EmitPlan: Sendable {
  var event: Int
  var subject: ValuePlan?
  var data: [(name: String, value: ValuePlan)]
}
