package import CEL

// MARK: Looking at many rows many times

extension DecisionContext {
  /// What expressions read of one row through a binding, loaded at once.
  ///
  /// - Parameter row: its columns, as `rows(_:)` gives them; nil to read them where they are asked for.
  /// - Returns: one value for each slot of the binding, nil for what is missing.
  package func values(
    _ binding: RowBinding, key: Value, row: [Value?]? = nil
  ) throws(EvaluationError) -> [Value?] {
    guard !binding.slots.isEmpty else { return [] }
    let instance: EntityInstance
    if let row {
      instance = EntityInstance(entity: binding.entity, key: key, knowledge: actor.situation.knowledge)
      instance.become(key, row: row)
    } else {
      instance = actor.situation.knowledge.instance(entity: binding.entity, key: key)
    }
    var values: [Value?] = []
    for slot in binding.slots { values.append(try instance.read(slot.inner)) }
    return values
  }

  /// Lets expressions read a row whose values were loaded, until another is shown.
  package func show(_ values: [Value?], through binding: RowBinding) {
    for (position, slot) in binding.slots.enumerated() { actor.situation.set(slot.outer, values[position]) }
  }

  /// Ends what `show` began.
  package func hide(_ binding: RowBinding) {
    for slot in binding.slots { actor.situation.set(slot.outer, nil) }
  }

  /// Records an error without undoing what the definition does: what failed is told, and the others go on.
  package func report(_ error: EvaluationError) {
    effects.errors.append(DecisionError(by: origin.by, code: error.code, message: error.message))
  }
}

extension RowBinding {
  /// The slots that show the row.
  package var shown: [Int] { slots.map(\.outer) }

  /// The position among the values of a row of what a slot shows; nil for a slot of something else.
  package func position(of slot: Int) -> Int? { slots.firstIndex { $0.outer == slot } }
}
