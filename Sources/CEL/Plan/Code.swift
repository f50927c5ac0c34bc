/// The storage behind a program. Its tables lie in plain memory so that evaluation counts no references.
///
/// `@unchecked Sendable`: everything is written once, before the object is shared.
final class Code: @unchecked Sendable {
  let source: String
  let type: ValueType
  let slots: [Int]
  let constant: Value?
  let costEstimate: Int
  let form: Form
  private let expecting: ValueType?
  private let isLenient: Bool
  let environment: Environment
  let paths: [[String]]
  let table: UnsafeMutablePointer<CodeTable>

  init(
    plan: Plan, expression: CheckedExpression, environment: Environment, paths: [[String]], slots: [Int]
  ) {
    source = expression.syntax.source
    type = expression.type
    (expecting, isLenient) = (expression.expecting, expression.isLenient)
    self.environment = environment
    self.paths = paths
    self.slots = slots
    costEstimate = plan.nodes.count
    let root = plan.nodes[Int(plan.root)]
    constant = root.op == .constant ? plan.constants[Int(root.a)] : nil
    table = .allocate(capacity: 1)
    table.initialize(to: CodeTable(plan))
    table.pointee.slotLimit = (slots.last ?? -1) + 1
    table.pointee.maxCost = environment.limits.maxCost
    table.pointee.mixesNumbers = environment.profile == .rules
    form = FormMaker(table: table, expression: expression).form
  }

  /// The syntax with its types, made once more: kept with every program, it would be a third of a rulebook's memory,
  /// and only traces look at it.
  var expression: CheckedExpression? {
    guard let syntax = try? environment.parse(source) else { return nil }
    return try? Checker.check(syntax, environment, expecting: expecting, isLenient: isLenient)
  }

  deinit {
    table.pointee.release()
    table.deinitialize(count: 1)
    table.deallocate()
  }
}

/// A plan as the planner builds it.
struct Plan {
  var nodes: [PlanNode] = []
  /// The syntax node that each instruction comes from.
  var origins: [Syntax.ID] = []
  var ranges: [Range<Int>] = []
  var children: [Int32] = []
  var constants: [Value] = []
  var calls: [PlannedCall] = []
  var loops: [PlannedLoop] = []
  var sets: [ValueSet] = []
  var errors: [EvaluationError] = []
  var root: Int32 = 0
  var localCount = 0
  var argumentCount = 0
  /// Whether numbers of different kinds may meet (the rules profile).
  var mixesNumbers = false
}

/// The tables of a plan in plain memory.
struct CodeTable {
  let nodes: UnsafeMutableBufferPointer<PlanNode>
  let origins: UnsafeMutableBufferPointer<Syntax.ID>
  let ranges: UnsafeMutableBufferPointer<Range<Int>>
  let children: UnsafeMutableBufferPointer<Int32>
  let constants: UnsafeMutableBufferPointer<Value>
  let calls: UnsafeMutableBufferPointer<PlannedCall>
  let loops: UnsafeMutableBufferPointer<PlannedLoop>
  let sets: UnsafeMutableBufferPointer<ValueSet>
  let errors: UnsafeMutableBufferPointer<EvaluationError>
  let rawTexts: UnsafeMutableBufferPointer<RawText>
  let root: Int32
  let localCount: Int
  let argumentCount: Int
  var slotLimit = 0
  var maxCost = 0
  /// Whether numbers of different kinds may meet (the rules profile).
  var mixesNumbers = false

  init(_ plan: Plan) {
    func copy<T>(_ array: [T]) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, array.count))
      _ = buffer.initialize(from: array)
      return UnsafeMutableBufferPointer(rebasing: buffer[..<array.count])
    }
    nodes = copy(plan.nodes)
    origins = copy(plan.origins)
    ranges = copy(plan.ranges)
    children = copy(plan.children)
    constants = copy(plan.constants)
    calls = copy(plan.calls)
    loops = copy(plan.loops)
    var (prepared, raw) = (plan.sets, [RawText]())
    for index in prepared.indices {
      let short = prepared[index].shortTexts
      (prepared[index].rawStart, prepared[index].rawCount) = (raw.count, short.count)
      raw += short
    }
    sets = copy(prepared)
    rawTexts = copy(raw)
    errors = copy(plan.errors)
    root = plan.root
    localCount = plan.localCount
    argumentCount = plan.argumentCount
  }

  func release() {
    func free<T>(_ buffer: UnsafeMutableBufferPointer<T>) {
      buffer.deinitialize()
      buffer.baseAddress?.deallocate()
    }
    free(nodes)
    free(origins)
    free(ranges)
    free(children)
    free(constants)
    free(calls)
    free(loops)
    free(sets)
    free(errors)
    free(rawTexts)
  }
}
