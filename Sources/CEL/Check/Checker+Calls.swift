extension Checker {
  mutating func checkCall(
    _ id: Syntax.ID, _ name: String, _ arguments: [Syntax.ID], _ rooted: Bool
  ) -> ValueType {
    for argument in arguments { _ = check(argument) }
    for candidate in candidates(name, rooted: rooted) {
      if let function = environment.function(named: candidate) {
        return resolve(id, function, arguments, isMember: false)
      }
    }
    if environment.profile == .rules, name == "now", arguments.isEmpty {
      references[Int(id)] = .now
      return .timestamp
    }
    return unknownFunction(id, name, hasTarget: false)
  }

  mutating func checkMethod(
    _ id: Syntax.ID, _ target: Syntax.ID, _ name: String, _ arguments: [Syntax.ID]
  ) -> ValueType {
    if let (prefix, rooted) = dottedName(target) {
      for candidate in candidates(prefix + "." + name, rooted: rooted) {
        guard let function = environment.function(named: candidate) else { continue }
        for argument in arguments { _ = check(argument) }
        return resolve(id, function, arguments, isMember: false)
      }
    }
    if !isLenient, let (prefix, _) = dottedName(target), isNamespace(prefix) {
      for argument in arguments { _ = check(argument) }
      return unknownFunction(id, prefix + "." + name, hasTarget: false)
    }
    let all = [target] + arguments
    for argument in all { _ = check(argument) }
    if !isLenient, type(target) == .error { return .error }
    guard let function = environment.function(named: name) else {
      return unknownFunction(id, name, hasTarget: true)
    }
    return resolve(id, function, all, isMember: true)
  }

  /// Whether a name is nothing but the beginning of functions' names.
  private func isNamespace(_ name: String) -> Bool {
    guard local(name) == nil, environment.variables[TextKey(name)] == nil else { return false }
    return environment.functionNames(isMember: false).contains { $0.hasPrefix(name + ".") }
  }

  private mutating func resolve(
    _ id: Syntax.ID, _ function: FunctionDeclaration, _ arguments: [Syntax.ID], isMember: Bool
  ) -> ValueType {
    let fitting = function.overloads.filter {
      (isLenient || $0.isMember == isMember) && $0.parameters.count == arguments.count
    }
    if isLenient {
      references[Int(id)] = .function(name: function.name, overloads: fitting, hasReceiver: isMember)
      return .dyn
    }
    if arguments.contains(where: { type($0) == .error }) { return .error }
    if let refused = refusal(id, function, arguments) { return refused }
    let wanted = arguments.map { types[Int($0)] }
    var result: ValueType?
    var chosen: [Overload] = []
    for overload in fitting {
      guard let type = fit(overload, wanted) else { continue }
      chosen.append(overload)
      result = result.map { $0 == type ? $0 : .dyn } ?? type
    }
    if chosen.isEmpty, let (overload, type) = converting(fitting, arguments) {
      chosen = [overload]
      result = type
    }
    guard let result else {
      noOverload(id, function, arguments, isMember)
      return .error
    }
    references[Int(id)] = .function(name: function.name, overloads: chosen, hasReceiver: isMember)
    return hookType(function, arguments) ?? result
  }

  private mutating func fit(_ overload: Overload, _ arguments: [ValueType]) -> ValueType? {
    guard overload.result.isGeneric || overload.parameters.contains(where: \.isGeneric) else {
      return unifier.assign(arguments, to: overload.parameters) ? overload.result : nil
    }
    var variables: [String: ValueType] = [:]
    let replace: (String) -> ValueType = { [self] name in variables[name] ?? unifier.resolve(.parameter(name))
    }
    for name in overload.parameters.flatMap(\.parameterNames) + overload.result.parameterNames
    where variables[name] == nil {
      variables[name] = unifier.fresh()
    }
    let parameters = overload.parameters.map { $0.instantiated(replace) }
    guard unifier.assign(arguments, to: parameters) else { return nil }
    return unifier.substitute(overload.result.instantiated(replace))
  }

  /// In the rules profile: the first overload that fits once literals are read exactly and integers widened.
  private mutating func converting(
    _ overloads: [Overload], _ arguments: [Syntax.ID]
  ) -> (Overload, ValueType)? {
    guard environment.profile == .rules else { return nil }
    for overload in overloads where !overload.parameters.contains(where: \.isGeneric) {
      let saved = (types, references, widened)
      var fits = true
      for (argument, parameter) in zip(arguments, overload.parameters) where fits {
        fits = unifier.assign(types[Int(argument)], to: parameter) || convert(argument, to: parameter)
      }
      if fits { return (overload, overload.result) }
      (types, references, widened) = saved
    }
    return nil
  }
}

extension ValueType {
  /// The names of the type parameters that occur.
  var parameterNames: [String] {
    switch self {
    case .parameter(let name): [name]
    case .list(let inner), .optional(let inner), .type(let inner?): inner.parameterNames
    case .map(let key, let value): key.parameterNames + value.parameterNames
    case .opaque(_, let parameters): parameters.flatMap(\.parameterNames)
    default: []
    }
  }
}
