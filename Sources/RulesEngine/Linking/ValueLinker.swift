internal import CEL

/// Reads literal places: a scalar that is `${ expr }` keeps the value's type, other text is typed by the
/// place and may have values inserted.
struct ValueLinker<Scope: ExpressionScope> {
  let linker: Linker
  let scope: Scope
  let environment: Environment

  init(_ linker: Linker, _ scope: Scope, _ environment: Environment? = nil) {
    self.linker = linker
    self.scope = scope
    self.environment = environment ?? scope.environment
  }

  /// The plan of a value of the given type; nil after reporting why not.
  func link(_ node: Node, as type: FieldType) -> ValuePlan? {
    switch node.content {
    case .scalar(let scalar): return link(scalar, node, type)
    case .sequence(let items): return list(items, node, type)
    case .mapping(let entries): return map(entries, node, type)
    }
  }

  private func link(_ scalar: Scalar, _ node: Node, _ type: FieldType) -> ValuePlan? {
    let pieces: Interpolation
    do {
      pieces = try Interpolation(scalar.text)
    } catch {
      for issue in error.issues { linker.diagnostics.add(linker.diagnostic(issue, in: node, offset: 0)) }
      return nil
    }
    if let whole = pieces.single { return expression(node, whole.range, type) }
    if pieces.pieces.count > 1 { return text(pieces, node, type) }
    guard case .text(let text)? = pieces.pieces.first else {
      return linker.literal("", style: scalar, node, type).map(ValuePlan.constant)
    }
    if type.value == .string || type.value == .dyn { warnIfMeantAsValue(text, scalar, node) }
    return linker.literal(text, style: scalar, node, type).map(ValuePlan.constant)
  }

  /// `event.ticket_id` where text is expected is probably meant as the value of that name.
  private func warnIfMeantAsValue(_ text: String, _ scalar: Scalar, _ node: Node) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard scalar.style == .plain, parts.count > 1, scope.variables.contains(String(parts[0])),
      parts.allSatisfy({
        !$0.isEmpty && $0.utf8.allSatisfy { $0 == 0x5F || ($0 | 0x20) >= 0x61 || $0 < 0x3A }
      })
    else { return }
    linker.diagnostics.add(
      .warning(
        "S0408", "this is the text `\(text)`, not its value", at: node.span,
        help: ["write \"${\(text)}\" for the value, or quote the text"],
        fix: .maybe(node.span, "\"${\(text)}\"")))
  }

  /// `${ expr }` alone.
  private func expression(_ node: Node, _ part: Range<Int>, _ type: FieldType) -> ValuePlan? {
    // Text takes a value of any type, as it would between other text.
    let expected = type.value == .string || type.value == .dyn ? nil : type.value
    guard let program = linker.compile(node, expecting: expected, in: scope, environment, part: part) else {
      return nil
    }
    if type.value == .string, program.type != .string { return .text([.program(program)]) }
    if let constant = program.constant { return .constant(constant) }
    return .program(program)
  }

  private func text(_ pieces: Interpolation, _ node: Node, _ type: FieldType) -> ValuePlan? {
    guard type.value == .string || type.value == .dyn else {
      linker.diagnostics.add(
        .error(
          "T0301", "text with inserted values is not \(type.value.plainNoun)", at: node.span,
          label: "expected \(type.value.plainNoun)",
          help: ["write the whole value as one expression: `\"${ ... }\"`"]))
      return nil
    }
    var plans: [ValuePlan.TextPiece] = []
    var isSound = true
    for piece in pieces.pieces {
      switch piece {
      case .text(let text): plans.append(.literal(text))
      case .expression(_, let part):
        guard let program = linker.compile(node, expecting: nil, in: scope, environment, part: part) else {
          isSound = false
          continue
        }
        plans.append(.program(program))
      }
    }
    return isSound ? .text(plans) : nil
  }

  private func list(_ items: [Node], _ node: Node, _ type: FieldType) -> ValuePlan? {
    let element: ValueType
    switch type.value {
    case .list(let inner): element = inner
    case .dyn: element = .dyn
    default: return wrongShape(node, type)
    }
    let plans = items.compactMap { link($0, as: FieldType(element)) }
    guard plans.count == items.count else { return nil }
    let constants = plans.compactMap(\.constant)
    return constants.count == plans.count ? .constant(.list(List(constants))) : .list(plans)
  }

  private func map(_ entries: [Node.Entry], _ node: Node, _ type: FieldType) -> ValuePlan? {
    let inner: ValueType
    switch type.value {
    case .map(.string, let value): inner = value
    case .dyn: inner = .dyn
    default: return wrongShape(node, type)
    }
    let plans = entries.compactMap { entry in
      link(entry.value, as: FieldType(inner)).map { (key: entry.name, value: $0) }
    }
    guard plans.count == entries.count else { return nil }
    let constants = plans.compactMap { plan in plan.value.constant.map { (plan.key, $0) } }
    return constants.count == plans.count ? .constant(.map(Map(constants))) : .map(plans)
  }

  private func wrongShape(_ node: Node, _ type: FieldType) -> ValuePlan? {
    linker.diagnostics.add(
      .error(
        "W0103", "expected \(type.value.plainNoun), found \(node.kindInWords)", at: node.headSpan,
        help: type.value == .string ? ["write one value, in quotes if it is text"] : []))
    return nil
  }
}

extension ValuePlan {
  /// The value, where nothing is left to compute.
  var constant: Value? {
    if case .constant(let value) = self { value } else { nil }
  }
}
