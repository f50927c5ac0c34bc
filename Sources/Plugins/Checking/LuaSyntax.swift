/// A value as a script writes it, as far as it can be known without running it.
indirect enum LuaExpression {
  case literal(LuaLiteral, Range<Int>)
  case path(LuaPath)
  case call(LuaCall)
  case table([LuaEntry], Range<Int>)
  case function(LuaFunction, Range<Int>)
  /// The result of operators and the like.
  case other(Range<Int>)

  /// Where it stands.
  var range: Range<Int> {
    switch self {
    case .literal(_, let range), .table(_, let range), .function(_, let range), .other(let range): range
    case .path(let path): path.range
    case .call(let call): call.range
    }
  }
}

/// A value that is written out.
enum LuaLiteral: Equatable {
  case nothing
  case flag
  case integer
  case float
  case text(String)
}

/// An entry of a table constructor.
struct LuaEntry {
  /// The key where it is a name or a text; nil for elements of a list and computed keys.
  var key: (name: String, range: Range<Int>)?
  var value: LuaExpression
}

/// A function that a script defines.
final class LuaFunction {
  var parameters: [LuaVariable] = []
  /// From its parameters to its `end`.
  var range = 0..<0
}

/// A local variable or a parameter.
final class LuaVariable {
  let name: String
  /// What it is at first, where that is written; nothing for parameters.
  var value: LuaExpression?
  /// Whether it is set again later.
  var isReassigned = false
  /// What a host passes for it.
  var role: Role?

  /// The parameters of a rule's `run`.
  enum Role: Equatable {
    case event, subject, context
  }

  init(_ name: String) { self.name = name }
}

/// A name with the fields that are read of it, as in `ctx.facts.count`.
struct LuaPath {
  /// A name and its place.
  typealias Part = (name: String, range: Range<Int>)

  var root: Part
  /// The variable; nil for a global.
  var variable: LuaVariable?
  var members: [Part] = []
  /// The local names around it, where it is none of them: one of them may be meant.
  var visible: [String] = []

  var range: Range<Int> { root.range.lowerBound..<(members.last?.range ?? root.range).upperBound }
}

/// A call.
struct LuaCall {
  var callee: LuaExpression
  var arguments: [LuaExpression]
  /// Whether it is a method's: `x:round()`.
  var isMethod = false
  var range: Range<Int>
}

/// What a file of Lua reads, sets and calls.
struct LuaFile {
  /// Every name that is read, each with the fields that are read of it.
  var paths: [LuaPath] = []
  var calls: [LuaCall] = []
  /// Globals that are set, and whether that happens inside a function.
  var writes: [(name: LuaPath.Part, isInFunction: Bool)] = []
}

extension LuaFile {
  /// A `rule "id" { ... run = function(event, customer, ctx) ... end }`.
  struct Rule {
    var id: String
    var run: LuaFunction
  }

  /// The rules whose `run` is written in the file.
  var rules: [Rule] {
    calls.compactMap { call in
      guard case .call(let name) = call.callee, case .path(let path) = name.callee, path.variable == nil,
        path.root.name == "rule", path.members.isEmpty,
        case .literal(.text(let id), _)? = name.arguments.first,
        case .table(let entries, _)? = call.arguments.first,
        let run = entries.first(where: { $0.key?.name == "run" })?.value.function
      else { return nil }
      return Rule(id: id, run: run)
    }
  }

  /// Marks the parameters of rules with what they stand for.
  func assignRoles() {
    for rule in rules {
      for (parameter, role) in zip(rule.run.parameters, [LuaVariable.Role.event, .subject, .context]) {
        parameter.role = role
      }
    }
  }
}

extension LuaExpression {
  /// The function that is written here, or that a local stands for which is never set again.
  fileprivate var function: LuaFunction? {
    switch self {
    case .function(let function, _): function
    case .path(let path):
      path.members.isEmpty && path.variable?.isReassigned == false ? path.variable?.value?.function : nil
    default: nil
    }
  }
}
