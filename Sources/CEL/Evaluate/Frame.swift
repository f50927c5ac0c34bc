/// Fetches slots that are filled only when a program reads them.
public protocol SlotResolver: AnyObject {
  /// Sets the slot to a value or marks it missing; throw when neither is known.
  func resolve(slot: Int, in frame: Frame) throws(EvaluationError)
}

/// The inputs of evaluations together with their scratch memory. One a worker, used again and again.
///
/// ```swift
/// let frame = Frame()
/// frame.prepare(slotCount: slots.count)
/// frame[slot] = .int(21)
/// let verdict = program.test(frame)
/// ```
public final class Frame {
  /// What a slot holds.
  public enum State: UInt8, Sendable {
    /// Nothing: `has()` is false and reading it is the error `.missing`.
    case missing = 0
    /// A value.
    case value = 1
    /// Not fetched yet; the resolver is asked at the first read.
    case pending = 2
  }

  let core: UnsafeMutablePointer<FrameCore>

  /// A frame without slots.
  public init() {
    core = .allocate(capacity: 1)
    core.initialize(to: FrameCore())
  }

  deinit {
    core.pointee.release()
    core.deinitialize(count: 1)
    core.deallocate()
  }

  /// Makes room for the given number of slots and marks all of them missing.
  public func prepare(slotCount: Int) { core.pointee.prepare(max(0, slotCount)) }

  /// Marks every slot missing.
  public func clear() { core.pointee.prepare(core.pointee.slotCount) }

  /// The number of slots.
  public var slotCount: Int { core.pointee.slotCount }

  /// The value of a slot; nil when it is missing or pending. Setting nil makes it missing. Slots that do not
  /// exist read as nil; setting one is ignored.
  public subscript(slot: Int) -> Value? {
    get {
      guard slot >= 0, slot < core.pointee.slotCount, core.pointee.states[slot] == State.value.rawValue else {
        return nil
      }
      return core.pointee.slots[slot]
    }
    set {
      guard slot >= 0, slot < core.pointee.slotCount else { return }
      if let newValue {
        core.pointee.slots[slot] = newValue
        core.pointee.states[slot] = State.value.rawValue
      } else {
        core.pointee.slots[slot] = .null
        core.pointee.states[slot] = State.missing.rawValue
      }
    }
  }

  /// What a slot holds; missing for slots that do not exist.
  public func state(of slot: Int) -> State {
    guard slot >= 0, slot < core.pointee.slotCount else { return .missing }
    return State(rawValue: core.pointee.states[slot]) ?? .missing
  }

  /// Leaves the slot to the resolver.
  public func setPending(_ slot: Int) {
    guard slot >= 0, slot < core.pointee.slotCount else { return }
    core.pointee.slots[slot] = .null
    core.pointee.states[slot] = State.pending.rawValue
  }

  /// Marks the slot missing.
  public func setMissing(_ slot: Int) { self[slot] = nil }

  /// Fetches pending slots; not retained.
  public weak var resolver: (any SlotResolver)?

  /// The instant that `now` and `now()` give; nil makes them an error.
  public var now: Timestamp? {
    get { core.pointee.now }
    set { core.pointee.now = newValue }
  }

  /// The steps the last evaluation took.
  public var lastCost: Int { core.pointee.spent }
}
