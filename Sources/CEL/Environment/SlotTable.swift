/// The numbered inputs shared by all programs compiled with it: one slot for each path that some program reads.
///
/// A path is `["customer", "tier"]` for a field of a record variable, `["customer"]` for the whole record, and
/// the variable's name alone otherwise. Slots are numbered from 0 in the order of first use.
public struct SlotTable: Sendable {
  /// The path of each slot.
  public private(set) var paths: [[String]] = []
  private var numbers: [[TextKey]: Int] = [:]

  /// A table without slots.
  public init() {}

  /// The number of slots.
  public var count: Int { paths.count }

  /// The slot of a path, added when new.
  public mutating func slot(for path: [String]) -> Int {
    let key = path.map(TextKey.init)
    if let known = numbers[key] { return known }
    numbers[key] = paths.count
    paths.append(path)
    return paths.count - 1
  }

  /// The slot of a path, or nil when no program reads it.
  public func existingSlot(for path: [String]) -> Int? { numbers[path.map(TextKey.init)] }
}
