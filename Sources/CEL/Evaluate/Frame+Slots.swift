/// A view of all slots of a frame, for readers that look at many of them at once.
///
/// It is valid until the frame is prepared anew or freed; slots may be set meanwhile.
package struct FrameSlots {
  package let count: Int
  package let values: UnsafePointer<Value>
  /// The raw values of `Frame.State`. A value is meaningful only where its state says so.
  package let states: UnsafePointer<UInt8>
}

extension Frame {
  /// Makes room for the given number of slots and marks all of them alike.
  package func prepare(slotCount: Int, as state: State) {
    core.pointee.prepare(max(0, slotCount))
    core.pointee.states.update(repeating: state.rawValue, count: core.pointee.slotCount)
  }

  /// Makes room for as many slots as there are states, and marks each with its own; the first ones take the values, of
  /// which nil is missing.
  package func prepare(states: [State], first values: [Value?]) {
    core.pointee.prepare(states.count)
    let (slots, marks) = (core.pointee.slots, core.pointee.states)
    for slot in 0..<states.count { marks[slot] = states[slot].rawValue }
    for slot in 0..<min(values.count, states.count) {
      guard let value = values[slot] else { continue }
      slots[slot] = value
      marks[slot] = State.value.rawValue
    }
  }

  /// All slots, without a call for each.
  package var slots: FrameSlots {
    FrameSlots(count: core.pointee.slotCount, values: core.pointee.slots, states: core.pointee.states)
  }
}
