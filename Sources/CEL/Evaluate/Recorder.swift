/// Notes what each part of an expression gave during a traced evaluation.
final class Recorder {
  var outcomes: [Syntax.ID: TraceNode.Outcome] = [:]
}

extension Evaluator {
  func recorded(_ node: Int32) throws(Fault) -> Value {
    let id = code.pointee.origins[Int(node)]
    do {
      let found = try evaluate(node)
      note(id, .value(found))
      return found
    } catch {
      if let fault = core.pointee.fault { note(id, .error(fault)) }
      throw error
    }
  }

  func recordedTruth(_ node: Int32) -> Truth {
    let id = code.pointee.origins[Int(node)]
    let truth = truth(node)
    switch truth {
    case .yes: note(id, .value(.bool(true)))
    case .no: note(id, .value(.bool(false)))
    case .fault: if let fault = core.pointee.fault { note(id, .error(fault)) }
    }
    return truth
  }

  private func note(_ id: Syntax.ID, _ outcome: TraceNode.Outcome) {
    core.pointee.recorder?.takeUnretainedValue().outcomes[id] = outcome
  }
}
