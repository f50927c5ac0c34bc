public import CEL
internal import Glibc
internal import RulesEngine
internal import Synchronization

/// Appends each action as a line of JSON to a file: for trying out, and for what tails files.
///
/// A line is written in one piece. After a crash the last lines may come again, with the same keys.
public struct FileHandler: ActionHandler {
  private let path: String
  private let gate = Gate()

  /// One line at a time, however many handlers are at work.
  private final class Gate: Sendable {
    let lock = Mutex(())
  }

  /// A handler for a file, which is made when the first action comes.
  public init(path: String) { self.path = path }

  /// Appends one line.
  public func deliver(_ delivery: Delivery) async throws -> JSON? {
    let failure = await OwnThread.run { [path, gate] in
      gate.lock.withLock { _ in Self.append(Array((delivery.json + "\n").utf8), to: path) }
    }
    if let failure { throw failure }
    return nil
  }

  private static func append(_ bytes: [UInt8], to path: String) -> DeliveryFailure? {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return failure("cannot open", path) }
    defer { close(descriptor) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, $0.count - sent) }
      if count > 0 { sent += count } else if errno != EINTR { return failure("cannot write", path) }
    }
    return nil
  }

  private static func failure(_ what: String, _ path: String) -> DeliveryFailure {
    .transient("\(what) \(path): \(String(cString: strerror(errno)))", kind: "file")
  }
}
