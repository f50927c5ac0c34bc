public import CEL
internal import Glibc
internal import RulesEngine
internal import Synchronization

/// Carries out actions by running a command, as `/bin/sh -c COMMAND` does.
///
/// The command gets the action as a line of JSON on its standard input and `BYLAW_KEY`, `BYLAW_ACTION`,
/// `BYLAW_SUBJECT`, `BYLAW_TENANT` and `BYLAW_ATTEMPT` in its environment. Exit code 0 says that it is done; JSON on its standard
/// output is then the result. 75 (or a code of `transientCodes`), a signal, or a command that cannot be started say
/// that trying again can help; any other code says that it cannot. With another code than 0 it may print
/// `{"error":"invalid_number","message":"...","retry_after":30}` to say more. It runs in a process group of its own,
/// which is killed when the action's `timeout` is over. Each command at work has a thread.
public struct CommandHandler: ActionHandler {
  private let command: String
  private let transientCodes: Set<Int32>

  /// A handler for a command.
  ///
  /// - Parameter transientCodes: exit codes that say that trying again can help.
  public init(_ command: String, transientCodes: Set<Int32> = [75]) {
    self.command = command
    self.transientCodes = transientCodes
  }

  /// Runs the command once.
  public func deliver(_ delivery: Delivery) async throws -> JSON? {
    let run = CommandRun()
    let ending = await withTaskCancellationHandler {
      await OwnThread.run { [command] in run.run(command, delivery) }
    } onCancel: {
      run.kill()
    }
    return try outcome(ending)
  }

  private func outcome(_ ending: CommandRun.Ending) throws(DeliveryFailure) -> JSON? {
    let answer = try? JSON(parsing: ending.output, maxDepth: 32, maxBytes: CommandRun.outputLimit)
    switch ending.status {
    case .exited(0): return answer
    case .exited(let code):
      // 126 and 127 are the shell's: the command is not there. That is no fault of the action.
      let isTransient = transientCodes.contains(code) || code == 126 || code == 127
      throw DeliveryFailure(
        isTransient: isTransient, kind: answer?["error"]?.stringValue ?? "exit-\(code)",
        message: answer?["message"]?.stringValue ?? words(ending.errors) ?? "it ended with exit code \(code)",
        retryAfter: Self.wait(answer?["retry_after"]))
    case .signalled(let signal):
      throw .transient("it was ended by signal \(signal)", kind: "signal-\(signal)")
    case .notStarted(let message): throw .transient(message, kind: "not-started")
    }
  }

  /// The last line that the command complained with, short and without control characters.
  private func words(_ errors: [UInt8]) -> String? {
    let lines = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let last = lines.last else { return nil }
    let shown = last.unicodeScalars.prefix(300).filter {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
    }
    return String(String.UnicodeScalarView(shown))
  }

  private static func wait(_ seconds: JSON?) -> Duration? {
    guard case .number(let digits)? = seconds, let number = Double(digits), (0...31_536_000).contains(number)
    else { return nil }
    return Duration(nanoseconds: Int64(number * 1e9))
  }
}
