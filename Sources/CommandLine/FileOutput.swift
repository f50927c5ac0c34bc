internal import Glibc

/// A file that is written as a command goes along.
final class FileOutput {
  private let descriptor: Int32
  private let path: String
  private let remedy: String
  private var buffer: [UInt8] = []

  /// Creates or empties a file; `-` is standard output.
  ///
  /// - Parameter remedy: what to say when it can no longer be written.
  init(path: String, remedy: String = "") throws(Failure) {
    self.path = path
    self.remedy = remedy
    descriptor = path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw .couldNotRun("cannot write \(path): \(String(cString: strerror(errno)))") }
  }

  deinit {
    if descriptor != STDOUT_FILENO, descriptor >= 0 { close(descriptor) }
  }

  /// Adds a line.
  func line(_ text: String) throws(Failure) {
    buffer += Array(text.utf8)
    buffer.append(0x0A)
    if buffer.count > 1 << 16 { try flush() }
  }

  /// Hands everything to the system.
  func flush() throws(Failure) {
    var sent = 0
    while sent < buffer.count {
      let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, $0.count - sent) }
      if count > 0 {
        sent += count
      } else if errno != EINTR {
        throw .couldNotRun("cannot write \(path): \(String(cString: strerror(errno)))\(remedy)")
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Puts new content in place of a file's in one step: a reader sees the old or the new, never half.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let part = "\(path).part"
    let output = try FileOutput(path: part)
    output.buffer = bytes
    try output.flush()
    if rename(part, path) != 0 {
      throw .couldNotRun("cannot replace \(path): \(String(cString: strerror(errno)))")
    }
  }
}
