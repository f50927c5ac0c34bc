internal import Glibc

/// A string compared and hashed by its octets. Swift's own `==` would merge canonically equivalent texts.
struct TextKey: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: TextKey, right: TextKey) -> Bool { sameText(left.text, right.text) }

  func hash(into hasher: inout Hasher) {
    let done: Void? = text.utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: .init($0)) }
    if done == nil { for octet in text.utf8 { hasher.combine(octet) } }
  }
}

/// Whether two texts have the same octets.
@inline(__always)
func sameText(_ left: String, _ right: String) -> Bool {
  let first = unsafeBitCast(left, to: (UInt64, UInt64).self)
  let second = unsafeBitCast(right, to: (UInt64, UInt64).self)
  if first.0 == second.0 && first.1 == second.1 { return true }
  // Texts of at most 15 octets are kept inside the two words; two of those with other bits differ.
  let small: UInt64 = 1 << 61
  if first.1 & second.1 & small != 0 { return false }
  return sameOctets(left, right)
}

@inline(never)
func sameOctets(_ left: String, _ right: String) -> Bool {
  let count = left.utf8.count
  guard count == right.utf8.count else { return false }
  let same = left.utf8.withContiguousStorageIfAvailable { first in
    right.utf8.withContiguousStorageIfAvailable { second -> Bool in
      guard let one = first.baseAddress, let two = second.baseAddress else { return true }
      return memcmp(one, two, count) == 0
    }
  }
  if let same, let same { return same }
  return left.utf8.elementsEqual(right.utf8)
}

/// Whether `left` comes before `right` by code point, which for UTF-8 is the order of the octets.
func textPrecedes(_ left: String, _ right: String) -> Bool {
  let answer = left.utf8.withContiguousStorageIfAvailable { first in
    right.utf8.withContiguousStorageIfAvailable { second -> Bool in
      let shared = min(first.count, second.count)
      guard shared > 0, let one = first.baseAddress, let two = second.baseAddress else {
        return first.count < second.count
      }
      let order = memcmp(one, two, shared)
      return order != 0 ? order < 0 : first.count < second.count
    }
  }
  if let answer, let answer { return answer }
  return left.utf8.lexicographicallyPrecedes(right.utf8)
}
