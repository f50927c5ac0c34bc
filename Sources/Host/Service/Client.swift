internal import Glibc

/// One who sends events line by line and gets an answer to each: a connection, or standard input and output.
final class Client {
  /// Beyond this many bytes of lines or of answers nothing more is read until there is room again: one who is slow
  /// holds up only himself.
  private static let roomBytes = 1 << 20

  /// What it is called in messages and dead letters.
  let name: String
  private let input: Int32
  private let output: Int32
  private var lines: LineBuffer
  private var answers: [UInt8] = []
  private var sent = 0
  /// Whether no more events come from here.
  private(set) var hasEnded = false
  /// Whether it is gone: nothing can be said to it any more.
  private(set) var isGone = false
  /// Answers that wait for a commit.
  var pending = 0

  init(name: String, input: Int32, output: Int32, limit: Int) {
    self.name = name
    self.input = input
    self.output = output
    lines = LineBuffer(limit: limit)
  }

  deinit { if input != STDIN_FILENO { close(input) } }

  var hasLine: Bool { lines.hasLine }

  func nextLine() -> LineReader.Line? { lines.next() }

  private var wantsInput: Bool {
    // Of a line that has only begun the rest is always read: it may be longer than the room, and is cut then.
    guard !hasEnded, answers.count - sent < Self.roomBytes else { return false }
    return !lines.hasLine || lines.bytes < Self.roomBytes
  }

  private var hasAnswers: Bool { sent < answers.count }

  /// Whether everything is done: all events are answered and the answers are on their way.
  var isDone: Bool { isGone || (hasEnded && !hasLine && pending == 0 && !hasAnswers) }

  /// Takes nothing more.
  func end() {
    guard !hasEnded else { return }
    hasEnded = true
  }

  /// What to wait for.
  var waits: [pollfd] {
    var waits: [pollfd] = []
    if wantsInput { waits.append(pollfd(fd: input, events: Int16(POLLIN), revents: 0)) }
    if hasAnswers { waits.append(pollfd(fd: output, events: Int16(POLLOUT), revents: 0)) }
    return waits
  }

  /// Reads or writes what can be done without waiting.
  func handle(_ wait: pollfd) {
    if wait.events == Int16(POLLIN) { receive() } else { send() }
  }

  func answer(_ text: String) {
    guard !isGone else { return }
    answers += Array(text.utf8)
    answers.append(0x0A)
  }

  private func receive() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(input, &buffer, buffer.count)
    if count > 0 {
      lines.append(buffer[..<count])
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      // The other side sends nothing more; it may still read.
      lines.finish()
      hasEnded = true
    }
  }

  private func send() {
    // Of a pipe only this much can be written for sure without waiting.
    let piece = answers[sent...].prefix(4_096)
    let count = piece.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
    if count > 0 {
      sent += count
    } else if count < 0, errno != EAGAIN, errno != EINTR {
      isGone = true
      hasEnded = true
    }
    if sent == answers.count || sent > Self.roomBytes {
      answers.removeFirst(sent)
      sent = 0
    }
  }
}
