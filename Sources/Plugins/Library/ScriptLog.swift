internal import Synchronization

/// How much a line of a plugin's log matters.
public enum LogLevel: String, Sendable, Hashable, CaseIterable {
  case info
  case warning
  case error
}

/// Receives what plugins write, within limits: a flood ends in one line that says so.
public final class ScriptLog: Sendable {
  /// A line of a log.
  public struct Line: Sendable, Hashable {
    /// The plugin that wrote it.
    public var plugin: String
    /// How much it matters.
    public var level: LogLevel
    /// At most 1,000 bytes, control characters replaced.
    public var text: String
  }

  private let sink: @Sendable (Line) -> Void
  private let maxLines: Int
  private let counts = Mutex<[String: Int]>([:])

  /// A log.
  ///
  /// - Parameter maxLines: how many lines a plugin may write until ``reset()``.
  public init(maxLines: Int = 1_000, sink: @escaping @Sendable (Line) -> Void) {
    self.maxLines = maxLines
    self.sink = sink
  }

  /// A log that keeps nothing.
  public static let none = ScriptLog(maxLines: 0) { _ in }

  /// Lets every plugin write again: for the host to call now and then.
  public func reset() { counts.withLock { $0.removeAll() } }

  func write(_ plugin: String, _ level: LogLevel, _ text: String) {
    let count = counts.withLock { counts in
      counts[plugin, default: 0] += 1
      return counts[plugin, default: 0]
    }
    if count <= maxLines {
      sink(Line(plugin: plugin, level: level, text: Self.tidy(text)))
    } else if count == maxLines + 1, maxLines > 0 {
      sink(Line(plugin: plugin, level: .warning, text: "more than \(maxLines) lines; the rest is left out"))
    }
  }

  /// A text of a script for a log: cut, and without control characters.
  static func tidy(_ text: String, maxBytes: Int = 1_000) -> String {
    var result = String.UnicodeScalarView()
    var room = maxBytes
    for scalar in text.unicodeScalars {
      let shown = scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
      room -= UTF8.width(shown)
      if room < 0 { break }
      result.append(shown)
    }
    return String(result)
  }
}
