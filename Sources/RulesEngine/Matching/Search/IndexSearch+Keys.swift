internal import CEL

extension IndexSearch {
  /// Turns the values of the frame's slots into keys; pending slots are fetched unless they are deferred.
  @inline(__always)
  mutating func readKeys(_ slots: FrameSlots) {
    for index in 0..<tables.pointee.fieldCount {
      let field = tables.pointee.fields + index
      let slot = Int(field.pointee.slot)
      unread[index] = 0
      let state = slot < slots.count ? slots.states[slot] : 0
      if state == Frame.State.value.rawValue {
        store(field.pointee.key(at: slots.values + slot), index)
      } else if state == Frame.State.missing.rawValue {
        keys[index] = Key.missing
      } else if field.pointee.isDeferred {
        unread[index] = 1
        keys[index] = Key.missing
      } else {
        fetch(index)
      }
    }
  }

  /// Turns values into keys: slot number `n` is input number `n`, missing where it is nil or not there.
  @inline(__always)
  mutating func readKeys(_ inputs: [Value?]) {
    inputs.withUnsafeBufferPointer { inputs in
      for index in 0..<tables.pointee.fieldCount {
        let field = tables.pointee.fields + index
        let slot = Int(field.pointee.slot)
        unread[index] = 0
        if slot < inputs.count, let first = inputs.baseAddress {
          store(field.pointee.key(at: first + slot), index)
        } else {
          keys[index] = Key.missing
        }
      }
    }
  }

  @inline(__always)
  private mutating func store(_ key: Int64, _ index: Int) {
    keys[index] = key
    if key == Key.alien { hasAlien = true }
  }

  /// The key of a field, fetched now when it was left for later.
  @inline(__always)
  mutating func key(of index: Int) -> Int64 {
    if unread[index] != 0 { fetch(index) }
    return keys[index]
  }

  /// Has a pending slot fetched. What cannot be fetched is an alien: evaluation will tell why.
  @inline(never)
  mutating func fetch(_ index: Int) {
    unread[index] = 0
    let slot = Int(tables.pointee.fields[index].slot)
    guard let frame = frame?.takeUnretainedValue(), let resolver = frame.resolver else {
      return store(Key.alien, index)
    }
    do {
      try resolver.resolve(slot: slot, in: frame)
    } catch {
      return store(Key.alien, index)
    }
    switch frame.state(of: slot) {
    case .value: store(tables.pointee.fields[index].key(at: frame.slots.values + slot), index)
    case .missing: keys[index] = Key.missing
    case .pending: store(Key.alien, index)
    }
  }

  /// The tests that are more than one interval.
  @inline(never)
  mutating func passesSpecially(_ test: KeyTest) -> Bool {
    let key = test.op.contains(.deferred) ? key(of: Int(test.field)) : keys[Int(test.field)]
    if key == Key.missing, !test.admitsMissing { return test.op.contains(.lenient) }
    return test.holds(for: key, sets: tables.pointee.keys)
  }
}

extension KeyTest {
  /// Whether the interval reaches down to the key of missing slots: the test asks for presence or absence.
  var admitsMissing: Bool { !op.contains(.set) && low == Key.missing }

  /// Whether the test holds for the key of a slot that is not missing, or that it admits as missing.
  func holds(for key: Int64, sets: UnsafeMutablePointer<Int64>) -> Bool {
    guard op.contains(.set) else {
      let isInside = UInt64(bitPattern: key &- low) <= span
      return isInside != op.contains(.outside)
    }
    var (first, end) = (Int(low), Int(low) + Int(span))
    while first < end {
      let middle = (first + end) / 2
      if sets[middle] < key { first = middle + 1 } else { end = middle }
    }
    let isMember = first < Int(low) + Int(span) && sets[first] == key
    return isMember != op.contains(.outside)
  }
}
