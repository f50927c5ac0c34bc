import Foundation

/// The built `bylaw`, run as its users run it.
enum Tool {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The executable beside the test bundle.
  static let path: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 where !FileManager.default.fileExists(atPath: folder.appending(path: "bylaw").path) {
      folder = folder.deletingLastPathComponent()
    }
    return folder.appending(path: "bylaw")
  }()

  /// Runs it to its end.
  static func run(_ arguments: String..., input: String? = nil, in folder: URL = root) throws -> Outcome {
    try start(arguments, input: input, in: folder).finish()
  }

  static func start(_ arguments: [String], input: String? = nil, in folder: URL = root) throws -> Running {
    try Running(path, arguments, input, folder)
  }

  /// Runs it with `folder` on a small disk of its own, which is copied back in the end; nil, saying so, where
  /// that cannot be made.
  static func runOnSmallDisk(kibibytes: Int, at folder: String, _ arguments: [String]) throws -> Outcome? {
    let mount = "mount -t tmpfs -o size=\(kibibytes)k tmpfs \"$1\""
    func shell(_ line: String) throws -> Outcome {
      let program = URL(fileURLWithPath: "/usr/bin/unshare")
      let words = ["-rm", "/bin/bash", "-c", line, "bash", folder, path.path] + arguments
      return try Running(program, words, nil, root).finish()
    }
    guard (try? shell(mount))?.status == 0 else {
      print("skipped: a small disk cannot be mounted here")
      return nil
    }
    return try shell(
      """
      mkdir "$1.kept"; \(mount) || exit 9
      "${@:2}"; status=$?
      cp "$1"/* "$1.kept"; umount "$1"; mv "$1.kept"/* "$1"; exit $status
      """)
  }

  /// Runs a line of shell in the project's folder and gives what it prints.
  static func shell(_ line: String, _ arguments: String...) throws -> String {
    let shell = URL(fileURLWithPath: "/bin/bash")
    return try Running(shell, ["-c", line, "bash"] + arguments, nil, root).finish().output
  }

  /// Runs it as a user without rights; nil, saying so, where root cannot become one.
  static func runUnprivileged(_ arguments: [String]) throws -> Outcome? {
    guard geteuid() == 0 else { return try start(arguments).finish() }
    let program = URL(fileURLWithPath: "/usr/bin/setpriv")
    let become = ["--reuid=65534", "--regid=65534", "--clear-groups", path.path]
    let version = try? Running(program, become + ["--version"], nil, root).finish()
    guard version?.status == 0 else {
      print("skipped: root cannot be refused, and setpriv is not there or other users may not come here")
      return nil
    }
    return try Running(program, become + arguments, nil, root).finish()
  }

  /// Starts it with a standard input that is written bit by bit.
  static func startWithPipe(_ arguments: [String]) throws -> (Running, FileHandle) {
    // A process that ends early must not take the tests along.
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Child.Failure(message: "no pipe to be had") }
    // The end of the input would not be seen while another child holds it open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let running = try Running(path, arguments, nil, root, input: ends[0])
    return (running, FileHandle(fileDescriptor: ends[1], closeOnDealloc: true))
  }

  /// A run under way; its output goes to files so that no pipe fills up.
  final class Running {
    private let child: Child
    private let scratch: Scratch

    init(
      _ program: URL, _ arguments: [String], _ text: String?, _ folder: URL, input: Int32? = nil
    ) throws {
      scratch = try Scratch()
      try scratch.write("in", text ?? "")
      try scratch.write("out", "")
      try scratch.write("err", "")
      let files = (
        try FileHandle(forReadingFrom: scratch.url("in")), try FileHandle(forWritingTo: scratch.url("out")),
        try FileHandle(forWritingTo: scratch.url("err"))
      )
      child = try Child(
        program.path, arguments, in: folder.path, input: input ?? files.0.fileDescriptor,
        output: files.1.fileDescriptor, errors: files.2.fileDescriptor)
    }

    var isRunning: Bool { child.isRunning }

    var processID: Int32 { child.id }

    /// Ends it as a power cut would: no handler runs.
    func kill() { child.send(SIGKILL) }

    func send(_ signal: Int32) { child.send(signal) }

    func finish() throws -> Outcome {
      let status = child.wait()
      return Outcome(status: status, output: try scratch.read("out"), errors: try scratch.read("err"))
    }
  }
}

/// A folder that goes away with its owner.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "bylaw-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appending(path: name) }

  func path(_ name: String) -> String { url(name).path }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: url(name)) }

  func write(_ name: String, bytes: [UInt8]) throws { try Data(bytes).write(to: url(name)) }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url(name)), as: UTF8.self)
  }
}
