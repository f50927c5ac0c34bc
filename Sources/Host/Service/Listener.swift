internal import Glibc

/// A Unix socket that clients connect to.
final class Listener {
  /// Why a socket cannot be made.
  struct Failure: Error { var message: String }

  private static let clientLimit = 256

  let descriptor: Int32
  private let path: String
  private var count = 0

  /// Makes the socket, for its own user only; one that a dead process has left over is replaced.
  init(path: String) throws {
    self.path = path
    try Self.checkUnused(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure(path, "it cannot be made") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    // Made beside its place and moved there, so that whoever sees it can connect to it.
    let made = "\(path).\(getpid())"
    let descriptor = descriptor
    let mask = umask(0o177)
    let isMade = try Self.call(made) { bind(descriptor, $0, $1) } == 0
    umask(mask)
    guard isMade, listen(descriptor, 128) == 0, rename(made, path) == 0 else {
      let failure = Self.failure(path, "it cannot be made")
      unlink(made)
      throw failure
    }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  private static func checkUnused(_ path: String) throws {
    guard access(path, F_OK) == 0 else { return }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(probe) }
    guard try call(path, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
      throw Failure(message: "the socket \(path) is in use by another process, or is no socket")
    }
  }

  /// Makes a system call that takes an address.
  private static func call(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard path.utf8.count <= room else {
      throw Failure(message: "the socket \(path) cannot be made: its path is longer than \(room - 8) bytes")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func failure(_ path: String, _ what: String) -> Failure {
    Failure(message: "the socket \(path): \(what): \(String(cString: strerror(errno)))")
  }

  /// The clients that have come since the last call.
  func accept(beside present: Int, limit: Int) -> [Client] {
    var clients: [Client] = []
    while true {
      let connection = Glibc.accept(descriptor, nil, nil)
      guard connection >= 0 else { return clients }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      _ = fcntl(connection, F_SETFL, O_NONBLOCK)
      count += 1
      let client = Client(name: "socket#\(count)", input: connection, output: connection, limit: limit)
      clients.append(client)
      if present + clients.count > Self.clientLimit {
        client.answer(#"{"error":{"code":"busy","message":"too many connections; try again later"}}"#)
        client.end()
      }
    }
  }
}
