internal import CEL

/// What expressions of a run may refer to beside the triggering event: earlier steps, variables, loops.
///
/// It grows along the steps: a step sees those before it.
struct RunNames {
  /// The record type of the triggering event.
  let trigger: String
  /// The workflow, for the names of record types.
  let workflow: String
  private(set) var steps: [RecordType.Field] = []
  private(set) var records: [RecordType] = []
  private(set) var variables: [RecordType.Field] = []
  private(set) var locals: [(name: String, type: ValueType)] = []
  /// Whether the steps run after an error.
  var seesError = false
  private var isInLoop = false

  init(trigger: EventType, workflow: String) {
    self.trigger = EventScope.recordName(of: trigger)
    self.workflow = workflow
  }

  /// The names that a run fills in.
  var roots: Set<String> { Self.own.union(locals.map(\.name)) }

  private static let own: Set<String> = ["trigger", "step", "vars", "repeat", "error"]

  mutating func add(variable: String, _ type: ValueType) {
    variables.append(.init(name: variable, type: type, isOptional: true))
  }

  mutating func add(local: String, _ type: ValueType) { locals.append((local, type)) }

  /// Makes the number of the round known.
  mutating func seesLoop() { isInLoop = true }

  /// Takes over the steps of a branch.
  mutating func adopt(_ branch: RunNames) {
    for step in branch.steps where !steps.contains(where: { $0.name == step.name }) {
      steps.append(step)
      records += branch.records.filter { .record($0.name) == step.type }
    }
  }

  /// Adds what a step gives under its id.
  mutating func add(step id: String, _ fields: [RecordType.Field]) {
    let record = RecordType(name: "step.\(id) of \(workflow)", fields: fields)
    records.append(record)
    steps.append(.init(name: id, type: .record(record.name), isOptional: true))
  }

  /// Declares everything in an environment.
  func declare(in environment: inout Environment) {
    environment.declare(variable: "trigger", type: .record(trigger))
    for record in records { environment.declare(record: record) }
    declare("step", steps, in: &environment)
    declare("vars", variables, in: &environment)
    if isInLoop {
      declare("repeat", [.init(name: "index", type: .int)], in: &environment)
    }
    if seesError {
      let fields = ["code", "message", "step"].map { RecordType.Field(name: $0, type: .string) }
      declare("error", fields, in: &environment)
    }
    for local in locals { environment.declare(variable: local.name, type: local.type) }
  }

  private func declare(_ name: String, _ fields: [RecordType.Field], in environment: inout Environment) {
    guard !fields.isEmpty else { return }
    let record = RecordType(name: "\(name) of \(workflow)", fields: fields)
    environment.declare(record: record)
    environment.declare(variable: name, type: .record(record.name))
  }
}
