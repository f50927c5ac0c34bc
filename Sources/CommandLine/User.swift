internal import Glibc

/// Who types.
enum User {
  /// The name of the user, also behind `sudo`.
  static var name: String {
    getenv("SUDO_USER").map { String(cString: $0) } ?? getenv("USER").map { String(cString: $0) }
      ?? "user \(getuid())"
  }
}
