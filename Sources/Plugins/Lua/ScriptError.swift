public import CEL

/// A line of a script.
public struct ScriptPlace: Sendable, Hashable {
  /// The file as it was named when it was loaded.
  public var file: String
  /// From 1.
  public var line: Int
  /// The function that the line is in, with the values of its parameters: `split(amount = 10.00 USD, parts = nil)`. Nil
  /// outside functions and where there was no memory left.
  public var call: String?

  /// A place.
  public init(file: String, line: Int, call: String? = nil) {
    self.file = file
    self.line = line
    self.call = call
  }
}

/// How a script failed.
public struct ScriptError: Error, Sendable, Hashable {
  /// The kinds, told apart by the interpreter's state and never by the words of a message.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The text is not Lua.
    case syntax
    /// The text is refused before it is compiled: too long, or nested too deeply.
    case source
    /// The script raised an error, or Lua did.
    case runtime
    /// A function of the host failed, and the script did not catch it; see ``ScriptError/cause``.
    case host
    /// What the script returned cannot leave it: a function, a cycle, a number that is not finite, ...
    case result
    /// The call took more steps than it may.
    case steps
    /// The call took more time than it may: a fault of the machine rather than of the script.
    case time
    /// The script needs more memory than it may have.
    case memory
    /// There was no memory to open an interpreter.
    case unavailable
  }

  /// What kind of failure it is.
  public var kind: Kind
  /// One sentence in lower case without a full stop; at most 200 bytes of it are the script's own.
  public var message: String
  /// Where, the innermost first; may be empty.
  public var places: [ScriptPlace]
  /// The host's error, for ``Kind/host``.
  public var cause: EvaluationError?

  /// An error.
  public init(_ kind: Kind, _ message: String, places: [ScriptPlace] = [], cause: EvaluationError? = nil) {
    self.kind = kind
    self.message = message
    self.places = places
    self.cause = cause
  }

  /// The error as an evaluation reports it.
  public var evaluationError: EvaluationError {
    let kind: EvaluationError.Kind =
      switch kind {
      case .steps, .memory: .budget
      case .time, .unavailable: .unavailable
      case .host: cause?.kind ?? .failed
      case .syntax, .source, .runtime, .result: .failed
      }
    return EvaluationError(kind, description)
  }
}

extension ScriptError {
  /// The lines that led to the error, the innermost first, each with its call and the values of the parameters.
  public var traceback: [String] {
    // What stands around a script is none of its author's business.
    places.filter { $0.file != Prelude.file }.map { place in
      "\(place.file):\(place.line)\(place.call.map { " in \($0)" } ?? "")"
    }
  }

  /// The error as a decision records it: with its traceback.
  var tracedError: EvaluationError {
    let lines = traceback.isEmpty ? "" : " (\(traceback.joined(separator: ", called from ")))"
    return EvaluationError(evaluationError.kind, message + lines)
  }
}

extension ScriptError: CustomStringConvertible {
  public var description: String {
    guard let place = places.first else { return message }
    return "\(message) (\(place.file):\(place.line))"
  }
}
