internal import Glibc
internal import RulesEngine
internal import Synchronization

/// One run of a command, which another thread may end.
final class CommandRun: Sendable {
  enum Status: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    case notStarted(String)
  }

  struct Ending: Sendable {
    var status: Status
    var output: [UInt8] = []
    var errors: [UInt8] = []
  }

  /// Of what the command prints so much is kept; it may print more.
  static let outputLimit = 65_536

  private enum State {
    case waiting, killed, ended
    case running(pid_t)
  }

  private let state = Mutex(State.waiting)

  /// Ends the command and everything it started, or keeps it from starting.
  func kill() {
    state.withLock { state in
      if case .running(let id) = state { _ = Glibc.kill(-id, SIGKILL) }
      if case .waiting = state { state = .killed }
    }
  }

  /// Runs the command to its end; blocks.
  func run(_ command: String, _ delivery: Delivery) -> Ending {
    var ends: [Int32] = []
    for _ in 0..<3 {
      guard let pair = Self.pipe() else {
        let reason = String(cString: strerror(errno))
        for end in ends { close(end) }
        return Ending(status: .notStarted("the command gets no pipe: \(reason)"))
      }
      ends += pair
    }
    let (theirs, ours) = ([ends[0], ends[3], ends[5]], [ends[1], ends[2], ends[4]])
    let refusal = start(command, delivery, theirs)
    for end in theirs { close(end) }
    var talk = CommandTalk(Array((delivery.json + "\n").utf8), ours)
    defer { talk.close() }
    guard refusal == nil, case .running(let id) = state.withLock({ $0 }) else {
      return Ending(status: refusal ?? .signalled(SIGKILL))
    }
    talk.untilEnd(of: id)
    return Ending(status: reap(id), output: talk.output, errors: talk.errors)
  }

  /// Held while a pipe is not yet closed to children: another command would keep it open.
  private static let spawning = Mutex(())

  private static func pipe() -> [Int32]? {
    spawning.withLock { _ in
      var pair: [Int32] = [-1, -1]
      guard Glibc.pipe(&pair) == 0 else { return nil }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return pair
    }
  }

  /// Starts the command in a process group of its own; says why not.
  private func start(_ command: String, _ delivery: Delivery, _ files: [Int32]) -> Status? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(target))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    let words = ["sh", "-c", command].map { (word: String) in strdup(word) } + [nil]
    let variables = environment(delivery).map { (variable: String) in strdup(variable) } + [nil]
    defer { for text in words + variables { free(text) } }
    return state.withLock { state in
      guard case .waiting = state else { return .signalled(SIGKILL) }
      var id: pid_t = 0
      let code = Self.spawning.withLock { _ in
        posix_spawn(&id, "/bin/sh", &actions, &attributes, words, variables)
      }
      guard code == 0 else {
        return .notStarted("the command cannot be started: \(String(cString: strerror(code)))")
      }
      state = .running(id)
      return nil
    }
  }

  private func environment(_ delivery: Delivery) -> [String] {
    var variables: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let variable = String(cString: text)
      if !variable.hasPrefix("BYLAW_") { variables.append(variable) }
      entry += 1
    }
    variables += [
      "BYLAW_ACTION=\(delivery.action.name)", "BYLAW_KEY=\(delivery.key)",
      "BYLAW_ATTEMPT=\(delivery.attempt)",
    ]
    if let subject = delivery.action.subject { variables.append("BYLAW_SUBJECT=\(subject)") }
    if let tenant = delivery.action.tenant { variables.append("BYLAW_TENANT=\(tenant)") }
    return variables
  }

  private func reap(_ id: pid_t) -> Status {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    // From here on the number may belong to another process.
    state.withLock { $0 = .ended }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }
}
