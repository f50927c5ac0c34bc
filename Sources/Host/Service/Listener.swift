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
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure(path, "it cannot be made") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard path.utf8.count <= room else {
      throw Failure(message: "the socket \(path) cannot be made: its path is longer than \(room) bytes")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    try bind(&address)
    guard listen(descriptor, 128) == 0 else { throw Self.failure(path, "nobody can connect to it") }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  private func bind(_ address: inout sockaddr_un) throws {
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let attempt = { (address: inout sockaddr_un, call: (UnsafePointer<sockaddr>) -> Int32) -> Int32 in
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0) }
      }
    }
    let mask = umask(0o177)
    defer { umask(mask) }
    let descriptor = descriptor
    if attempt(&address, { Glibc.bind(descriptor, $0, length) }) == 0 { return }
    guard errno == EADDRINUSE else { throw Self.failure(path, "it cannot be made") }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(probe) }
    guard attempt(&address, { connect(probe, $0, length) }) != 0, errno == ECONNREFUSED else {
      throw Failure(message: "the socket \(path) is in use by another process, or is no socket")
    }
    unlink(path)
    guard attempt(&address, { Glibc.bind(descriptor, $0, length) }) == 0 else {
      throw Self.failure(path, "it cannot be made")
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
