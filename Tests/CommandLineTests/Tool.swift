import Foundation

/// The built `bylaw`, run as its users run it.
enum Tool {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
    /// How many seconds it took; for choosing moments, never for judging.
    var seconds: Double
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The executable beside the test bundle.
  private static let path: URL = {
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

  /// A run under way; its output goes to files so that no pipe fills up.
  final class Running {
    private let process = Process()
    private let scratch: Scratch
    private let began = Date()

    init(_ path: URL, _ arguments: [String], _ input: String?, _ folder: URL) throws {
      scratch = try Scratch()
      process.executableURL = path
      process.arguments = arguments
      process.currentDirectoryURL = folder
      try scratch.write("in", input ?? "")
      try scratch.write("out", "")
      try scratch.write("err", "")
      process.standardInput = try FileHandle(forReadingFrom: scratch.url("in"))
      process.standardOutput = try FileHandle(forWritingTo: scratch.url("out"))
      process.standardError = try FileHandle(forWritingTo: scratch.url("err"))
      try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// Ends it as a power cut would: no handler runs.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    func interrupt() { process.interrupt() }

    func finish() throws -> Outcome {
      process.waitUntilExit()
      return Outcome(
        status: process.terminationStatus, output: try scratch.read("out"), errors: try scratch.read("err"),
        seconds: Date().timeIntervalSince(began))
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

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url(name)), as: UTF8.self)
  }
}
