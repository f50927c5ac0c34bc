internal import RulesEngine

/// Finds in Lua files what would fail when it runs: unknown names, arguments of a wrong type, calls without a grant.
struct ScriptCheck {
  let bundle: ScriptBundle
  let diagnostics: Diagnostics
  /// Globals beside the library, such as those that tests have.
  var extra: [String: ScriptLibrary.Function] = [:]

  /// Checks the files of the bundle, or one of them.
  func run(only path: String? = nil) {
    let files = (bundle.mains + bundle.modules.map(\.file)).map { file in
      (source: SourceText(file: file.path, utf8: file.utf8), content: LuaReader.read(file.utf8))
    }
    let own = Set(files.flatMap { $0.content.writes.map(\.name.name) })
    for file in files where path == nil || file.source.file == path { check(file.content, file.source, own) }
  }

  private func check(_ file: LuaFile, _ source: SourceText, _ own: Set<String>) {
    var reported: Set<Int> = []
    for path in file.paths where reported.insert(path.root.range.lowerBound).inserted {
      check(path, source, own)
    }
    for call in file.calls { check(call, source) }
    for write in file.writes where write.isInFunction {
      diagnostics.add(
        .warning(
          "L0813", "the global `\(write.name.name)` is set in a function",
          at: source.span(of: write.name.range), label: "fails when the function is called by the engine",
          help: ["write `local \(write.name.name)`: calls keep nothing for one another"]))
    }
  }

  // MARK: Names

  private func check(_ path: LuaPath, _ source: SourceText, _ own: Set<String>) {
    if path.variable == nil {
      let name = path.root.name
      if own.contains(name) || extra[name] != nil { return }
      guard ScriptLibrary.globals.contains(name) else {
        return report(
          unknown: path.root, source, among: Array(ScriptLibrary.globals.union(own).union(path.visible)))
      }
    }
    guard let names = Self.canonical(path), names.count > 1,
      ScriptLibrary.tablesOfFunctions.contains(names[0]), let member = path.members.last,
      ScriptLibrary.functions[names.joined(separator: ".")] == nil,
      !ScriptLibrary.constants.contains(names.joined(separator: "."))
    else { return }
    let members = ScriptLibrary.members(of: names[0])
    let meant = Suggestion.best(for: member.name, among: members)
    diagnostics.add(
      .error(
        "L0812", "`\(names[0])` has no `\(names.dropFirst().joined(separator: "."))`",
        at: source.span(of: member.range), notes: ["it has \(members.joined(separator: ", "))"],
        help: meant.map { ["did you mean `\($0)`?"] } ?? []))
  }

  private func report(unknown name: LuaPath.Part, _ source: SourceText, among names: [String]) {
    let meant = Suggestion.best(for: name.name, among: names.sorted())
    let help = Self.absent[name.name].map { [$0] } ?? meant.map { ["did you mean `\($0)`?"] }
    diagnostics.add(
      .error(
        "L0811", "no variable is called `\(name.name)`", at: source.span(of: name.range),
        help: help ?? ["define it with `local \(name.name) = ...` before it is used"]))
  }

  /// Names of Lua that scripts do not have, and what to use.
  private static let absent: [String: String] = [
    "os": "scripts have no operating system; `ctx.now()` is the instant of the event in a rule",
    "io": "scripts have no files; keep data in a file of Lua and `require` it",
    "debug": "scripts have no `debug`", "load": "scripts compile nothing; write a function",
    "loadstring": "scripts compile nothing; write a function",
    "dofile": "write `require(\"name\")` for `name.lua` in the same plugin",
    "loadfile": "write `require(\"name\")` for `name.lua` in the same plugin",
    "package": "write `require(\"name\")` for `name.lua` in the same plugin",
    "next": "use `pairs`, which visits keys in a fixed order", "rawget": "write `t[key]`",
    "rawset": "write `t[key] = value`", "collectgarbage": "memory is looked after between calls",
    "coroutine": "scripts have no coroutines", "unpack": "write `table.unpack`",
  ]

  /// The dotted name of what a path leads to, through locals that stand for it; nil for what only a run can tell.
  static func canonical(_ path: LuaPath) -> [String]? {
    let members = path.members.map(\.name)
    guard let variable = path.variable else { return [path.root.name] + members }
    if variable.role == .context {
      guard let first = members.first, let name = ScriptLibrary.context[first] else { return nil }
      return name.split(separator: ".").map(String.init) + members.dropFirst()
    }
    guard !variable.isReassigned, case .path(let original)? = variable.value else { return nil }
    return canonical(original).map { $0 + members }
  }

  // MARK: Calls

  private func check(_ call: LuaCall, _ source: SourceText) {
    guard !call.isMethod, case .path(let path) = call.callee, let names = Self.canonical(path) else { return }
    let name = names.joined(separator: ".")
    guard let function = ScriptLibrary.functions[name] ?? extra[name] else { return }
    check(call, of: name, function, source)
    if name == "require", case .literal(.text(let module), let range)? = call.arguments.first {
      check(module: module, range, source)
    }
    guard let grant = function.grant else { return }
    if case .literal(.text(let scope), _)? = call.arguments.first {
      if !bundle.grants.allows(grant, grant == .http ? HostLibrary.host(of: scope) : scope) {
        report(name, needs: grant, grant == .http ? HostLibrary.host(of: scope) : scope, path, source)
      }
    } else if bundle.grants.scope(of: grant) == nil {
      report(name, needs: grant, nil, path, source)
    }
  }

  private func report(
    _ name: String, needs grant: Grants.Kind, _ scope: String?, _ path: LuaPath, _ source: SourceText
  ) {
    let line =
      grant == .log || scope == nil ? "\(grant.rawValue): all" : "\(grant.rawValue): [\(scope ?? "")]"
    diagnostics.add(
      .error(
        "L0814",
        "plugin `\(bundle.name)` may not use `\(name)`\(scope.map { grant == .log ? "" : " for `\($0)`" } ?? "")",
        at: source.span(of: path.range), label: "not granted",
        help: ["add `\(line)` under `grants` in its plugin.yaml"]))
  }

  private func check(module: String, _ range: Range<Int>, _ source: SourceText) {
    let names = bundle.modules.map(\.name)
    guard !names.contains(module) else { return }
    let meant = Suggestion.best(for: module, among: names)
    diagnostics.add(
      .error(
        "L0816", "there is no file `\(module)` to require", at: source.span(of: range),
        notes: names.isEmpty ? [] : ["files: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
        help: meant.map { ["did you mean `\($0)`?"] } ?? []))
  }

  private func check(
    _ call: LuaCall, of name: String, _ function: ScriptLibrary.Function, _ source: SourceText
  ) {
    let needed = function.parameters.filter { !$0.isOptional }.count
    // The last argument may give several values: a call, or `...`.
    let isOpen = call.arguments.last.map(Self.mayBeMany) ?? false
    if call.arguments.count < needed, !isOpen {
      return wrongCount(
        call, name,
        "needs \(function.parameters[call.arguments.count].words) as argument \(call.arguments.count + 1)",
        source)
    }
    if call.arguments.count > function.parameters.count, !function.takesMore {
      return wrongCount(
        call, name, "takes \(Self.count(function.parameters.count)), not \(call.arguments.count)", source)
    }
    for (index, (argument, parameter)) in zip(call.arguments, function.parameters).enumerated() {
      guard let kind = Self.kind(argument), !parameter.kinds.contains(kind) else { continue }
      diagnostics.add(
        .error(
          "L0815", "argument \(index + 1) of `\(name)` must be \(parameter.words)",
          at: source.span(of: argument.range), label: "this is \(kind.rawValue)",
          help: remedy(argument, kind, name, source)))
    }
  }

  private func wrongCount(_ call: LuaCall, _ name: String, _ words: String, _ source: SourceText) {
    diagnostics.add(.error("L0815", "`\(name)` \(words)", at: source.span(of: call.range)))
  }

  private func remedy(
    _ argument: LuaExpression, _ kind: ScriptLibrary.Kind, _ name: String, _ source: SourceText
  ) -> [String] {
    guard kind == .float, name == "decimal" || name == "money" else { return [] }
    let digits = String(decoding: source.utf8[argument.range], as: UTF8.self)
    return ["a floating-point number is not exact: write `\(name)(\"\(digits)\")`"]
  }

  private static func count(_ number: Int) -> String { number == 1 ? "1 argument" : "\(number) arguments" }

  private static func mayBeMany(_ value: LuaExpression) -> Bool {
    switch value {
    case .call, .other: true
    case .literal, .path, .table, .function: false
    }
  }

  /// What kind of value is written out; nil where only a run can tell.
  static func kind(_ value: LuaExpression) -> ScriptLibrary.Kind? {
    switch value {
    case .literal(.nothing, _): .nothing
    case .literal(.flag, _): .flag
    case .literal(.integer, _): .integer
    case .literal(.float, _): .float
    case .literal(.text, _): .text
    case .table: .table
    case .function: .function
    case .path, .call, .other: nil
    }
  }
}
