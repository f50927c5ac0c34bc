internal import Host
internal import RuleFiles
internal import RulesEngine

/// Why a command ends early. The exit codes are part of the command line's contract.
enum Failure: Error {
  /// The call itself is wrong.
  case usage(String, any Command.Type)
  /// The work could not be done.
  case couldNotRun(String)
  /// Everything has been said already.
  case exit(Int32)

  /// What a command ends with.
  static let clean: Int32 = 0
  static let findings: Int32 = 1
  static let wrongUsage: Int32 = 2
  static let unable: Int32 = 3
  static let interrupted: Int32 = 130

  /// Any error, as what it means for the command.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as StorageError: self = .couldNotRun(error.message)
    case let error as RulebookLoader.Failure: self = .couldNotRun(error.message)
    case let error as LineReader.Failure: self = .couldNotRun(error.message)
    case ProcessingError.storage(let error): self = .couldNotRun(error.message)
    case ProcessingError.refused(let code, let message): self = .couldNotRun("\(code): \(message)")
    case ProcessingError.definition(let error): self = .couldNotRun("\(error.by): \(error.message)")
    default: self = .couldNotRun(String(describing: error))
    }
  }
}
