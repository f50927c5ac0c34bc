internal import CEL

extension Linker {
  /// Links facts, scores and segments. Facts may read other facts and scores in any order, but not in a circle.
  func linkDerived() {
    var pending: [Derivable] = []
    for (position, entity) in draft.entities.enumerated() {
      for fact in entity.facts { pending += link(fact, of: position) }
    }
    for score in draft.scores {
      guard let entity = model.entity(named: score.entity.value) else {
        unknown("N0202", "entity", score.entity, among: model.entities.map(\.name))
        continue
      }
      pending.append(.score(score, entity: entity))
    }
    for scope in entities {
      scope.environment.declare(variable: scope.name, type: .record(scope.name))
    }
    settle(&pending)
    for segment in draft.segments { link(segment) }
  }

  func link(_ item: Derivable) {
    switch item {
    case .fact(let entity, let fact, let expression): link(value: expression, fact, of: entity)
    case .score(let score, let entity): link(score, of: entity)
    }
  }

  private func link(_ fact: FactDraft, of position: Int) -> [Derivable] {
    let scope = entities[position]
    switch fact.source {
    case .value(let expression):
      return taken(fact.name, in: scope) ? [] : [.fact(entity: position, fact, expression)]
    case .aggregate(let function, let of, let condition, let window):
      guard !taken(fact.name, in: scope) else { return [] }
      guard let (aggregate, type) = aggregate(function, of, condition, window, entity: position) else {
        addBroken(fact.name, to: position)
        return []
      }
      let isCertain = [.count, .sum, .list, .exists].contains(function)
      add(
        Fact(name: fact.name.value, type: type, source: .aggregate(aggregate)), to: position,
        isOptional: !isCertain)
      return []
    }
  }

  /// Makes the name of a fact known whose mistake is reported already, so that its readers are not reported too.
  func addBroken(_ name: Located<String>, to entity: Int) {
    entities[entity].add(.init(name: name.value, type: .error), .transient, to: &base)
    for scope in entities { scope.environment.declare(record: entities[entity].type) }
  }

  private func add(_ fact: Fact, to entity: Int, isOptional: Bool, allowed: [String]? = nil) {
    let index = model.entities[entity].facts.count
    model.entities[entity].facts.append(fact)
    entities[entity].add(
      .init(name: fact.name, type: fact.type, isOptional: isOptional, allowed: allowed), .fact(index),
      to: &base)
    for scope in entities { scope.environment.declare(record: entities[entity].type) }
  }

  private func aggregate(
    _ function: Aggregate.Function, _ of: Located<String>, _ condition: Node?, _ window: WindowDraft?,
    entity: Int
  ) -> (Aggregate, ValueType)? {
    let parts = of.value.split(separator: ".", maxSplits: 1).map(String.init)
    guard let related = model.entities[entity].related.first(where: { $0.name == parts.first ?? "" }) else {
      if draft.entities[entity].related.contains(where: { $0.name.value == parts.first }) { return nil }
      unknown(
        "N0209", "related list", Located(parts.first ?? of.value, of.span), of: model.entities[entity].name,
        among: model.entities[entity].related.map(\.name))
      return nil
    }
    let target = model.entities[related.entity]
    var field: Int?
    if parts.count == 2 {
      field = target.column(parts[1])
      if field == nil {
        let place = part(of, after: parts[0].utf8.count + 1)
        unknown("N0204", "field", Located(parts[1], place), of: target.name, among: target.fields.map(\.name))
        return nil
      }
    }
    let columnType = field.map { target.fields[$0].type.value }
    guard let type = resultType(function, columnType, of) else { return nil }
    var made = Aggregate(
      id: aggregateCount, function: function, entity: related.entity, by: related.by, field: field)
    if let condition {
      guard let filter = rowFilter(condition, of: related.entity) else { return nil }
      made.filter = filter
    }
    if let window {
      guard let column = target.column(window.of.value) else {
        unknown("N0204", "field", window.of, of: target.name, among: target.fields.map(\.name))
        return nil
      }
      made.within = Aggregate.Window(length: window.length, of: column)
    }
    return (made, type)
  }

  /// The place of the rest of an identifier, which is written as it is.
  private func part(_ name: Located<String>, after count: Int) -> SourceSpan {
    var span = name.span
    guard span.range.count == name.value.utf8.count else { return span }
    span.start = SourcePosition(
      line: span.start.line, column: span.start.column + count, offset: span.start.offset + count)
    return span
  }

  /// Numbers go on behind those of other rulebooks that use the same store.
  private var aggregateCount: Int {
    model.entities.reduce(draft.firstAggregate) { total, entity in
      total + entity.facts.count { if case .aggregate = $0.source { true } else { false } }
    }
  }

  private func resultType(
    _ function: Aggregate.Function, _ column: ValueType?, _ of: Located<String>
  ) -> ValueType? {
    let numeric: [ValueType] = [.int, .uint, .double, .decimal, .money, .duration]
    switch (function, column) {
    case (.count, _): return .int
    case (.exists, _): return .bool
    case (.list, .some(let type)): return .list(type)
    case (.min, .some(let type)), (.max, .some(let type)): return type
    case (.sum, .some(let type)) where numeric.contains(type): return type
    case (.avg, .some(let type)) where numeric.contains(type):
      return type == .int || type == .uint ? .double : type
    case (_, .none):
      diagnostics.add(
        .error(
          "N0204", "`\(function.rawValue)` needs a field", at: of.span, label: "which field of the rows?",
          help: ["write `\(of.value).<field>`"]))
    case (_, .some(let type)):
      diagnostics.add(
        .error(
          "T0301", "`\(function.rawValue)` needs numbers, and `\(of.value)` is \(type.noun)", at: of.span))
    }
    return nil
  }

  /// A condition over the columns of one row, as `row.<column>`.
  func rowFilter(_ node: Node, of entity: Int) -> RowFilter? {
    let scope = EntityScope(
      entity: entity, name: "row", columns: model.entities[entity].fields, environment: base)
    scope.environment.declare(
      variable: "row", type: .record(EntityScope.rowType(model.entities[entity].name)))
    guard let program = compile(node, expecting: .bool, in: scope) else { return nil }
    let columns = scope.slots.paths.map { path in
      path.count == 2 ? model.entities[entity].column(path[1]) : nil
    }
    return RowFilter(program: program, columns: columns)
  }

  private func link(value expression: Node, _ fact: FactDraft, of entity: Int) {
    guard let program = compile(expression, expecting: nil, in: entities[entity]) else {
      return addBroken(fact.name, to: entity)
    }
    add(
      Fact(name: fact.name.value, type: program.type, source: .value(program)), to: entity, isOptional: true)
  }

  private func link(_ score: ScoreDraft, of entity: Int) {
    let factors = score.factors.compactMap { factor in
      compile(factor.value, expecting: nil, in: entities[entity]).map {
        Score.Factor(name: factor.name.value, weight: factor.weight, value: $0)
      }
    }
    guard factors.count == score.factors.count else { return }
    let bands = score.bands.compactMap { band in
      unaryTest(band.test, as: FieldType(.double)).map { Score.Band(name: band.name.value, test: $0) }
    }
    let index = model.scores.count
    model.scores.append(
      Score(
        name: score.name.value, entity: entity, low: score.low, high: score.high, factors: factors,
        bands: bands,
        notifyBy: score.notifyBy, notifyBand: score.notifyBand))
    add(Fact(name: score.name.value, type: .double, source: .score(index)), to: entity, isOptional: false)
    add(
      Fact(name: "\(score.name.value)_band", type: .string, source: .band(index)), to: entity,
      isOptional: true,
      allowed: bands.map(\.name))
  }

  private func link(_ segment: SegmentDraft) {
    guard let entity = model.entity(named: segment.entity.value) else {
      unknown("N0202", "entity", segment.entity, among: model.entities.map(\.name))
      return
    }
    guard let program = compile(segment.condition, expecting: .bool, in: entities[entity]) else { return }
    model.segments.append(Segment(name: segment.name.value, entity: entity, condition: program))
    if entities[entity].sources["segments"] == nil {
      add(Fact(name: "segments", type: .list(.string), source: .segments), to: entity, isOptional: false)
    }
  }
}
