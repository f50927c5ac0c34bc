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
  /// All slots, without a call for each.
  package var slots: FrameSlots {
    FrameSlots(count: core.pointee.slotCount, values: core.pointee.slots, states: core.pointee.states)
  }
}
