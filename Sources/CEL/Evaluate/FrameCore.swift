/// The memory of a frame behind one pointer, so that evaluation pays for no exclusivity checks.
struct FrameCore {
  var slots: UnsafeMutablePointer<Value> = .allocate(capacity: 1)
  var states: UnsafeMutablePointer<UInt8> = .allocate(capacity: 1)
  var slotCount = 0
  private var slotCapacity = 0

  /// Locals and arguments of the running evaluations; every cell is initialised.
  var stack: UnsafeMutablePointer<Value> = .allocate(capacity: 1)
  private(set) var stackCapacity = 0
  /// The first free cell.
  var top = 0
  /// Where the running program's locals begin.
  var base = 0

  /// Steps left to the running evaluation.
  var budget = 0
  var spent = 0
  /// Evaluations in progress; more than one when a resolver evaluates.
  var depth = 0
  var now: Timestamp?
  var fault: EvaluationError?
  var recorder: Unmanaged<Recorder>?

  mutating func prepare(_ count: Int) {
    slots.update(repeating: .null, count: slotCount)
    if count > slotCapacity {
      slots.deinitialize(count: slotCapacity)
      slots.deallocate()
      states.deallocate()
      slots = .allocate(capacity: count)
      slots.initialize(repeating: .null, count: count)
      states = .allocate(capacity: count)
      slotCapacity = count
    }
    states.update(repeating: 0, count: count)
    slotCount = count
  }

  /// A stack with room for `count` more cells. The old one is handed back when it had to be replaced while in use.
  mutating func reserve(_ count: Int) -> (old: UnsafeMutablePointer<Value>, capacity: Int)? {
    guard top + count > stackCapacity else { return nil }
    let old = (stack, stackCapacity)
    let capacity = max(64, (top + count) * 2)
    stack = .allocate(capacity: capacity)
    stack.initialize(repeating: .null, count: capacity)
    stackCapacity = capacity
    if top == 0 {
      old.0.deinitialize(count: old.1)
      old.0.deallocate()
      return nil
    }
    return old
  }

  /// Puts back the stack that `reserve` replaced.
  mutating func restore(_ old: (old: UnsafeMutablePointer<Value>, capacity: Int)) {
    stack.deinitialize(count: stackCapacity)
    stack.deallocate()
    (stack, stackCapacity) = old
  }

  mutating func release() {
    slots.deinitialize(count: slotCapacity)
    slots.deallocate()
    states.deallocate()
    stack.deinitialize(count: stackCapacity)
    stack.deallocate()
  }
}
