internal import CEL
internal import RulesEngine

/// A linked routing, for one type of event.
struct RoutingPlan: Sendable {
  let draft: RoutingDraft
  /// The entity of the candidates,
  let entity: Int
  /// how expressions read one of them,
  let candidate: RowBinding
  /// and the column of its key.
  let key: Int
  /// What is given away; in a backlog, the key of the row.
  let about: Program?
  let filters: [FilterPlan]
  let preferences: [(name: String, condition: Program, wait: Wait?)]
  let parts: [(name: String, weight: Double, value: Program)]
  let ties: [TiePlan]
  let stages: [StagePlan]
  let offer: OfferPlan?
  let assign: [ActionPlan]?
  let assignment: DeclaredAction?
  let fallback: FallbackPlan?
  /// Where actions read the score.
  let scoreSlot: Int?
  let holds: RoutingTable
  let backlog: BacklogPlan?

  var id: String { draft.id.value }

  /// What candidates are judged by once `stage` steps of `relax` have been taken.
  func policy(stage: Int) -> RoutingPolicy {
    let parts = parts.map { part in
      let changed = stages[..<stage].compactMap { $0.weights[part.name] }.last
      return RoutingPolicy.Part(name: part.name, weight: changed ?? part.weight)
    }
    return RoutingPolicy(preferences: preferences.map(\.name), parts: parts, ties: ties.map(\.name))
  }

  /// The filters that still count.
  func filters(stage: Int) -> [FilterPlan] {
    let dropped = Set(stages[..<stage].flatMap(\.drop))
    return filters.filter { !dropped.contains($0.name) }
  }
}

/// A filter: a condition, or the capacity, which what is held counts against.
struct FilterPlan: Sendable {
  enum Test: Sendable {
    case condition(Program)
    /// `used < limit`.
    case capacity(used: Program, limit: Program)
  }

  var name: String
  var test: Test
  var text: AnnotatedText

  var capacity: (used: Program, limit: Program)? {
    if case .capacity(let used, let limit) = test { (used, limit) } else { nil }
  }
}

/// What decides between equal scores.
struct TiePlan: Sendable {
  enum Source: Sendable {
    /// The instant of the last assignment; nil for the family's own memory.
    case idleSince(Program?)
    case jobs(Program)
    case value(Program, isHighest: Bool)
  }

  var name: String
  var source: Source
}

struct StagePlan: Sendable {
  var after: Wait
  /// The filters that no longer count,
  var drop: [String]
  /// and the weights that change.
  var weights: [String: Double]
}

struct OfferPlan: Sendable {
  var length: Wait
  var onReject: OfferDraft.Response
  /// The event types that answer, with the field that names the candidate.
  var accepted: (event: Int, field: Int?)
  var rejected: (event: Int, field: Int?)
  var actions: [ActionPlan]?
  var action: DeclaredAction?
}

enum FallbackPlan: Sendable {
  case queue(ValuePlan, priority: ValuePlan?, DeclaredAction)
  case actions([ActionPlan])
}

struct BacklogPlan: Sendable {
  var entity: Int
  var job: RowBinding
  /// Rows that a job refers to, by the column that holds their key.
  var references: [(column: Int, binding: RowBinding)]
  var condition: Program?
  /// The condition for the store, where it reads columns of the job alone.
  var filter: RowFilter?
  var order: Program?
  var priority: Program?
  var most: Int
}

/// The text of an expression into which the values that it reads can be put.
struct AnnotatedText: Sendable {
  private var pieces: [(text: String, slot: Int?)] = []

  /// - Parameter paths: what the slots of the expression stand for.
  init(_ program: Program, paths: [[String]]) {
    var known: [String: Int] = [:]
    for slot in program.slots where paths.indices.contains(slot) {
      known[paths[slot].joined(separator: ".")] = slot
    }
    var rest = program.source[...]
    var plain = ""
    while let first = rest.unicodeScalars.first {
      if first == "\"" || first == "'" {
        let end =
          rest.dropFirst().firstIndex(of: Character(first)).map { rest.index(after: $0) } ?? rest.endIndex
        plain += rest[..<end]
        rest = rest[end...]
        continue
      }
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
      guard !word.isEmpty else {
        plain.unicodeScalars.append(first)
        rest = rest.dropFirst()
        continue
      }
      plain += word
      rest = rest[word.endIndex...]
      // A method called on a value is no part of its path.
      let path =
        rest.first == "(" ? word.split(separator: ".").dropLast().joined(separator: ".") : String(word)
      guard let slot = known[path] else { continue }
      if path.utf8.count < word.utf8.count {
        plain.removeLast(word.count - path.count)
        pieces.append((plain, slot))
        plain = String(word.dropFirst(path.count))
      } else {
        pieces.append((plain, slot))
        plain = ""
      }
    }
    pieces.append((plain, nil))
  }

  /// The text with the values in a frame: `candidate.open_jobs (4) < candidate.capacity (4)`.
  func text(_ frame: Frame) -> String {
    pieces.map { piece in
      guard let slot = piece.slot, frame.state(of: slot) != .pending else { return piece.text }
      return "\(piece.text) (\(frame[slot].map(Self.brief) ?? "missing"))"
    }.joined()
  }

  private static func brief(_ value: Value) -> String {
    let text = value.description
    return text.utf8.count > 60 ? "\(text.prefix(60))…" : text
  }
}

extension Value {
  /// The number as a double, an instant as its seconds; nil for anything else.
  var asNumber: Double? {
    switch self {
    case .double(let number): number.isNaN ? nil : number
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .decimal(let number): Double(number.description)
    case .money(let money): Double(money.amount.description)
    case .bool(let flag): flag ? 1 : 0
    case .timestamp(let instant): Double(instant.microseconds) / 1_000_000
    case .duration(let length): Double(length.nanoseconds) / 1_000_000_000
    default: nil
    }
  }
}
