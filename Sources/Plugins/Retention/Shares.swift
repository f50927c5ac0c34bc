internal import RulesEngine

/// Who falls into which share of the whole: decided by the key alone, so the same person always gets the same answer.
enum Shares {
  /// 0 to 9,999: the first 8 bytes of SHA-256(salt, NUL, key) modulo 10,000, as rollouts take them.
  static func bucket(of key: String, salt: String) -> Int {
    let digest = SHA256.digest(Array(salt.utf8) + [0] + Array(key.utf8))
    return Int(digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 10_000)
  }

  /// Whether a key falls into the first share, in hundredths of a percent.
  static func holds(_ key: String, salt: String, share: Int) -> Bool {
    share > 0 && bucket(of: key, salt: salt) < share
  }

  /// The variant of a key. Its bucket never changes, so other shares move as few people as they can.
  static func variant(of key: String, salt: String, among variants: [(name: String, share: Int)]) -> String? {
    let bucket = bucket(of: key, salt: salt)
    var end = 0
    for variant in variants {
      end += variant.share
      if bucket < end { return variant.name }
    }
    return nil
  }
}
