import CEL
import Glibc

extension Timestamp {
  /// Microseconds since 1970, rounded up: what an instant that must not come early is kept as.
  var microsecondsRoundedUp: Int64 {
    nanoseconds % 1000 == 0 ? microseconds : microseconds + 1
  }
}

/// A text compared by its octets, as ids are everywhere; `String` itself merges different spellings of `é`.
struct OctetText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: OctetText, right: OctetText) -> Bool {
    var (left, right) = (left.text, right.text)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        guard left.count == right.count else { return false }
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return memcmp(first, second, left.count) == 0
      }
    }
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
