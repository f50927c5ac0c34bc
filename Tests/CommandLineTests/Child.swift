import Glibc

/// A child process, started and awaited by plain system calls.
///
/// Foundation's `Process` may never notice the end of a child while exit tests run beside it, and it passes on
/// the blocked signals of the thread it is called from.
final class Child {
  struct Failure: Error { var message: String }

  let id: pid_t
  private var ended: Int32?

  /// Starts a program with three open files.
  init(
    _ program: String, _ arguments: [String], in folder: String, input: Int32, output: Int32, errors: Int32
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in [input, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Child.resetSignals(&attributes)
    // `env` goes to the folder and becomes the program.
    let words = (["env", "-C", folder, program] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    var started: pid_t = 0
    let code = posix_spawn(&started, "/usr/bin/env", &actions, &attributes, words + [nil], environ)
    guard code == 0 else {
      throw Failure(message: "cannot start \(program): \(String(cString: strerror(code)))")
    }
    id = started
  }

  /// The child gets no signal blocked and none ignored.
  private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  }

  var isRunning: Bool {
    poll(WNOHANG)
    return ended == nil
  }

  func send(_ signal: Int32) { if ended == nil { kill(id, signal) } }

  /// Waits for the end: the exit code, or the number of the signal that ended it.
  func wait() -> Int32 {
    while ended == nil { poll(0) }
    return ended ?? 0
  }

  private func poll(_ options: Int32) {
    guard ended == nil else { return }
    var status: Int32 = 0
    guard waitpid(id, &status, options) == id else { return }
    let signal = status & 0x7F
    ended = signal == 0 ? (status >> 8) & 0xFF : signal
  }
}
