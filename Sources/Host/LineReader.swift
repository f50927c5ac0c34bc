internal import Glibc

/// Reads the lines of a file or of standard input, however long they are.
public struct LineReader: ~Copyable {
  /// One line, without its line break.
  public struct Line: Sendable {
    /// The bytes; of a line longer than the limit only the first ones.
    public var bytes: [UInt8]
    /// The whole length in bytes.
    public var length: Int
    /// From 1.
    public var number: Int
    /// Whether a line break ends it. The last line of a file that is still being written has none.
    public var isComplete: Bool

    /// Whether there is nothing on it.
    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    /// Whether it looks like an event of which only the beginning is there.
    var isTorn: Bool { !isComplete && bytes.first == UInt8(ascii: "{") && bytes.last != UInt8(ascii: "}") }
  }

  /// Why an input cannot be read.
  public struct Failure: Error, Sendable {
    /// What cannot be read and why, in lower case, without a final period.
    public var message: String
  }

  /// The input in messages: its path, or `standard input`.
  public let name: String
  /// The size of the file in bytes; nil for what is not a file.
  public let size: Int?
  /// How many bytes have been handed out.
  public private(set) var consumed = 0
  private let descriptor: Int32
  private let limit: Int
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var start = 0
  private var end = 0
  private var number = 0
  private var hasBegun = false
  /// Whether the input ended because it was to stop.
  private(set) var wasInterrupted = false
  /// Asked when a signal interrupts the wait for input; true ends the input there.
  public var shouldStop: (() -> Bool)?

  /// Opens a file; `-` is standard input.
  ///
  /// - Parameter limit: of a line longer than this only the first bytes are kept.
  public init(path: String, limit: Int) throws(Failure) {
    name = path == "-" ? "standard input" : path
    self.limit = limit
    guard path != "-" else {
      descriptor = STDIN_FILENO
      size = nil
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(message: "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw Failure(message: "cannot read \(path): it is a folder; name a file of events, one a line")
    }
    size = information.st_mode & S_IFMT == S_IFREG ? Int(information.st_size) : nil
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Whether a whole line is at hand, so that `next` does not have to wait for input.
  public var hasBufferedLine: Bool { lineEnd() != nil }

  /// The position of the next line break at hand.
  private func lineEnd() -> Int? {
    buffer.withUnsafeBytes { octets in
      guard start < end, let base = octets.baseAddress, let found = memchr(base + start, 0x0A, end - start)
      else {
        return nil
      }
      return UnsafeRawPointer(found) - base
    }
  }

  /// The next line; nil at the end.
  public mutating func next() throws(Failure) -> Line? {
    var line = Line(bytes: [], length: 0, number: number + 1, isComplete: false)
    while true {
      if start == end, try !fill() {
        if wasInterrupted { return nil }
        break
      }
      let found = lineEnd()
      take(start..<(found ?? end), into: &line)
      start = found.map { $0 + 1 } ?? end
      if found != nil {
        consumed += 1
        line.isComplete = true
        break
      }
    }
    guard line.isComplete || line.length > 0 else { return nil }
    number += 1
    if line.bytes.last == 0x0D { line.bytes.removeLast() }
    return line
  }

  private mutating func take(_ range: Range<Int>, into line: inout Line) {
    consumed += range.count
    line.length += range.count
    let room = limit + 1 - line.bytes.count
    if room > 0 { line.bytes += buffer[range.prefix(room)] }
  }

  private mutating func fill() throws(Failure) -> Bool {
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        (start, end) = (0, count)
        try begin()
        return true
      }
      if count == 0 { return false }
      if errno != EINTR { throw Failure(message: "cannot read \(name): \(String(cString: strerror(errno)))") }
      if shouldStop?() ?? false {
        wasInterrupted = true
        return false
      }
    }
  }

  /// Looks at the first bytes: a mark for UTF-8 is passed over; what is no text at all is told apart at once,
  /// instead of refusing it line by line.
  private mutating func begin() throws(Failure) {
    guard !hasBegun else { return }
    hasBegun = true
    let head = buffer[start..<end].prefix(3)
    if head.elementsEqual([0xEF, 0xBB, 0xBF]) {
      consumed += 3
      start += 3
    } else if head.starts(with: [0x1F, 0x8B]) {
      throw Failure(
        message: "\(name) is compressed; unpack it on the way: gunzip -c EVENTS.ndjson.gz | bylaw run - ...")
    } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      throw Failure(
        message: "\(name) is written in UTF-16; events are UTF-8: save or convert it as UTF-8 first")
    }
  }
}
