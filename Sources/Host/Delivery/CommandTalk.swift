internal import Glibc

/// What is said to a command on its standard input, and what it says.
struct CommandTalk {
  private(set) var output: [UInt8] = []
  private(set) var errors: [UInt8] = []
  private var input: ArraySlice<UInt8>
  /// Our ends of the pipes: its standard input, output and errors; -1 for what is closed.
  private var ends: [Int32]

  init(_ input: [UInt8], _ ends: [Int32]) {
    self.input = input[...]
    self.ends = ends
    for end in ends { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
  }

  mutating func close() { for index in ends.indices { close(index) } }

  private mutating func close(_ index: Int) {
    if ends[index] >= 0 { Glibc.close(ends[index]) }
    ends[index] = -1
  }

  /// Writes and reads until the command has ended, or has closed all pipes.
  mutating func untilEnd(of id: pid_t) {
    // What it has started may keep the pipes open after its end: then only what is there already is read.
    var readsLeft = Int.max
    while ends.contains(where: { $0 >= 0 }), readsLeft > 0 {
      var waits = ends.enumerated().map { index, end in
        pollfd(fd: end, events: Int16(index == 0 ? POLLOUT : POLLIN), revents: 0)
      }
      let count = poll(&waits, nfds_t(waits.count), readsLeft < 100 ? 0 : 100)
      if count == 0, readsLeft < 100 { return }
      for (index, wait) in waits.enumerated() where wait.revents != 0 {
        if index == 0 { write() } else { read(index) }
      }
      if readsLeft > 100, hasEnded(id) { readsLeft = 64 } else { readsLeft -= 1 }
    }
  }

  private mutating func write() {
    let count = input.withUnsafeBytes { Glibc.write(ends[0], $0.baseAddress, $0.count) }
    if count > 0 { input = input.dropFirst(count) }
    // A command that does not read its input is no failure.
    if input.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR) { close(0) }
  }

  private mutating func read(_ index: Int) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = Glibc.read(ends[index], &buffer, buffer.count)
    if count > 0 {
      if index == 1 {
        output += buffer[..<count].prefix(CommandRun.outputLimit - output.count)
      } else {
        // Of what it complains about the end is kept: it says why.
        errors = Array((errors + buffer[..<count]).suffix(4_096))
      }
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      close(index)
    }
  }

  private func hasEnded(_ id: pid_t) -> Bool {
    var information = siginfo_t()
    return waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) == 0
      && information.si_signo == SIGCHLD
  }
}
