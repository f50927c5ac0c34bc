internal import Glibc
internal import Synchronization

/// Stops or reloads a service from outside: from a signal handler or another thread.
public final class ServiceControl: Sendable {
  private let stops = Atomic<Int>(0)
  private let reloads = Atomic<Bool>(false)
  /// A pipe that wakes the service: what is written comes out of the other end.
  let readEnd: Int32
  private let writeEnd: Int32

  /// A control for one service; it is handed to the service when that is made.
  public init() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    for end in [readEnd, writeEnd] where end >= 0 { close(end) }
  }

  /// Asks the service to take nothing more, finish what it has, and end. May be called in a signal handler.
  ///
  /// - Returns: how often it was asked before.
  @discardableResult
  public func stop() -> Int {
    let before = stops.add(1, ordering: .relaxed).oldValue
    wake()
    return before
  }

  /// Asks the service to read its rulebook again. May be called in a signal handler.
  public func reload() {
    reloads.store(true, ordering: .relaxed)
    wake()
  }

  var isStopping: Bool { stops.load(ordering: .relaxed) > 0 }

  func takeReload() -> Bool { reloads.exchange(false, ordering: .relaxed) }

  func wake() {
    var octet: UInt8 = 0
    // A full pipe wakes as well as one more octet.
    _ = write(writeEnd, &octet, 1)
  }

  /// Empties the pipe.
  func clear() {
    var octets = [UInt8](repeating: 0, count: 512)
    while read(readEnd, &octets, octets.count) > 0 {}
  }
}
