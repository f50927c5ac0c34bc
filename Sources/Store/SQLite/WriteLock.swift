import Glibc
import RulesEngine

/// The right to write to one database, held by one process through an advisory lock on `FILE.lock`.
///
/// The kernel lets go of the lock when the process ends, however it ends; a lock file that is left over locks
/// nobody out. The file holds the process id, so that a second writer can be told who is first.
struct WriteLock: ~Copyable {
  private let descriptor: Int32
  private let lockPath: String

  /// Takes the lock for the database at `path`, or throws `.busy` naming the process that has it.
  init(database path: String) throws(StorageError) {
    let lockPath = FilePlace.resolved(path) + ".lock"
    while true {
      let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw Self.cannotLock(path, errno) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let failure = Self.refusal(path, lockPath, descriptor, errno)
        close(descriptor)
        throw failure
      }
      // The holder before us may have removed the file between our `open` and our `flock`.
      guard Self.isCurrent(descriptor, lockPath) else {
        close(descriptor)
        continue
      }
      Self.write(processID: getpid(), to: descriptor)
      self.descriptor = descriptor
      self.lockPath = lockPath
      return
    }
  }

  deinit {
    // Removed while still locked: whoever opened the old file notices that it is gone.
    unlink(lockPath)
    close(descriptor)
  }

  private static func isCurrent(_ descriptor: Int32, _ lockPath: String) -> Bool {
    var held = stat()
    var named = stat()
    guard fstat(descriptor, &held) == 0, stat(lockPath, &named) == 0 else { return false }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  private static func write(processID: pid_t, to descriptor: Int32) {
    let text = Array("\(processID)\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  private static func holder(_ descriptor: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: buffer.prefix(count).prefix { $0 > 32 }, as: UTF8.self)).map { "\($0)" }
  }

  private static func refusal(
    _ path: String, _ lockPath: String, _ descriptor: Int32, _ code: Int32
  ) -> StorageError {
    guard code == EWOULDBLOCK else {
      return StorageError(.inputOutput, "\(lockPath) cannot be locked (\(systemMessage(code)))")
    }
    let who = holder(descriptor).map { "process \($0)" } ?? "another process"
    return StorageError(
      .busy,
      "\(path) is being written by \(who); one process writes to a database at a time: stop it, or wait for it"
    )
  }

  private static func cannotLock(_ path: String, _ code: Int32) -> StorageError {
    switch code {
    case EACCES, EPERM, EROFS: .readOnly(path)
    case ENOSPC, EDQUOT: .full(path)
    default: StorageError(.inputOutput, "the lock file for \(path) cannot be made (\(systemMessage(code)))")
    }
  }
}
