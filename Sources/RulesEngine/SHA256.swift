/// SHA-256 as FIPS 180-4 defines it: content hashes, idempotency keys and shares of a rollout.
///
/// The core has no dependencies, and this is a page long; the tests hold it against the standard's own
/// vectors.
public enum SHA256 {
  private typealias State = SIMD8<UInt32>

  /// The 32 bytes of the digest of `message`.
  public static func digest(_ message: [UInt8]) -> [UInt8] {
    let state = state(after: message)
    return [UInt8](unsafeUninitializedCapacity: 32) { octets, count in
      for index in 0..<32 { octets[index] = octet(index, of: state) }
      count = 32
    }
  }

  /// The first bytes of the digest, 32 at most, in lower-case hexadecimal.
  static func hex(_ message: [UInt8], bytes: Int) -> String {
    let state = state(after: message)
    return String(unsafeUninitializedCapacity: bytes * 2) { octets in
      for index in 0..<min(bytes, 32) {
        let octet = octet(index, of: state)
        octets[index * 2] = digit(octet >> 4)
        octets[index * 2 + 1] = digit(octet & 15)
      }
      return min(bytes, 32) * 2
    }
  }

  @inline(__always)
  private static func octet(_ index: Int, of state: State) -> UInt8 {
    UInt8(truncatingIfNeeded: state[index / 4] >> UInt32(24 - index % 4 * 8))
  }

  private static func state(after message: [UInt8]) -> State {
    var state = State(
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      message.withUnsafeBytes { bytes in
        var start = 0
        while start + 64 <= bytes.count {
          absorb(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]), into: &state, schedule)
          start += 64
        }
        finish(UnsafeRawBufferPointer(rebasing: bytes[start...]), bytes.count, into: &state, schedule)
      }
    }
    return state
  }

  /// The digest in lower-case hexadecimal.
  public static func hex(_ message: [UInt8]) -> String { hex(digest(message)[...]) }

  /// Bytes in lower-case hexadecimal.
  public static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { octets in
      for (place, byte) in bytes.enumerated() {
        octets[place * 2] = digit(byte >> 4)
        octets[place * 2 + 1] = digit(byte & 15)
      }
      return bytes.count * 2
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// The last bytes with a one bit, zeros and the length in bits behind them: one block or two.
  private static func finish(
    _ rest: UnsafeRawBufferPointer, _ length: Int, into state: inout State,
    _ schedule: UnsafeMutableBufferPointer<UInt32>
  ) {
    let size = rest.count < 56 ? 64 : 128
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { block in
      block.initializeMemory(as: UInt8.self, repeating: 0)
      block.copyMemory(from: rest)
      block[rest.count] = 0x80
      let bits = UInt64(length) * 8
      for index in 0..<8 { block[size - 1 - index] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)) }
      for start in stride(from: 0, to: size, by: 64) {
        absorb(UnsafeRawBufferPointer(rebasing: block[start..<start + 64]), into: &state, schedule)
      }
    }
  }

  private static func absorb(
    _ block: UnsafeRawBufferPointer, into state: inout State, _ schedule: UnsafeMutableBufferPointer<UInt32>
  ) {
    for index in 0..<16 {
      schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    for index in 16..<64 {
      let (early, late) = (schedule[index - 15], schedule[index - 2])
      let first = early.rotated(7) ^ early.rotated(18) ^ early >> 3
      let second = late.rotated(17) ^ late.rotated(19) ^ late >> 10
      schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    constants.withUnsafeBufferPointer { constants in
      // Eight rounds at a time, after which every variable stands in its place again.
      for index in stride(from: 0, to: 64, by: 8) {
        round(a, b, c, &d, e, f, g, &h, schedule[index] &+ constants[index])
        round(h, a, b, &c, d, e, f, &g, schedule[index + 1] &+ constants[index + 1])
        round(g, h, a, &b, c, d, e, &f, schedule[index + 2] &+ constants[index + 2])
        round(f, g, h, &a, b, c, d, &e, schedule[index + 3] &+ constants[index + 3])
        round(e, f, g, &h, a, b, c, &d, schedule[index + 4] &+ constants[index + 4])
        round(d, e, f, &g, h, a, b, &c, schedule[index + 5] &+ constants[index + 5])
        round(c, d, e, &f, g, h, a, &b, schedule[index + 6] &+ constants[index + 6])
        round(b, c, d, &e, f, g, h, &a, schedule[index + 7] &+ constants[index + 7])
      }
    }
    state = state &+ State(a, b, c, d, e, f, g, h)
  }

  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
    _ h: inout UInt32, _ word: UInt32
  ) {
    let big1 = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
    let first = h &+ big1 &+ (g ^ e & (f ^ g)) &+ word
    let big0 = a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)
    d = d &+ first
    h = first &+ big0 &+ (a & b | c & (a | b))
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

extension UInt32 {
  fileprivate func rotated(_ count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}
