internal import CEL

/// Builds the tables of an index.
struct IndexBuilder {
  private let fields: [Field]
  private let terms: [DraftTerm]
  private let ruleCount: Int
  var memory: MemoryBlocks
  private(set) var layout = IndexLayout()

  init(_ forms: [Form], deferred: Set<Int>) {
    memory = MemoryBlocks()
    ruleCount = forms.count
    fields = FieldPlanner(forms).fields(deferred: deferred, memory: &memory)
    let normal = NormalForm(maker: LiteralMaker(fields))
    let clauses = forms.enumerated().flatMap { rule, form in normal.clauses(of: form).map { (rule, $0) } }
    let selectivity = Selectivity(clauses, fields)
    var terms = clauses.map { rule, clause in
      DraftTerm(rule: rule, hasOpaque: clause.hasOpaque, literals: selectivity.sorted(clause.literals))
    }
    AccessPlanner(fields: fields, selectivity: selectivity).assign(&terms)
    for index in terms.indices { terms[index].divide(fields, selectivity) }
    self.terms = terms
  }

  /// Whether every candidate is certain.
  var isExact: Bool { !terms.contains(where: \.hasOpaque) }

  mutating func build() -> IndexStorage {
    for term in terms { add(term) }
    var groups: [Signature: [Int]] = [:]
    for (number, term) in terms.enumerated() where canFire(term) {
      groups[term.signature, default: []].append(number)
    }
    let grids = GridBuilder(terms: terms)
    let root = grids.bucket(of: groups[[]] ?? [], code: 0, into: &layout)
    let fields = fields
    let order = groups.keys.filter { !$0.isEmpty }.sorted { left, right in
      let (isLater, isEarlier) = (fields[left[0]].isDeferred, fields[right[0]].isDeferred)
      if isLater != isEarlier { return isEarlier }
      let (first, second) = (groups[left]?[0] ?? 0, groups[right]?[0] ?? 0)
      return first != second ? first < second : left.lexicographicallyPrecedes(right)
    }
    for signature in order { add(group: signature, groups[signature] ?? [], grids) }
    return storage(root)
  }

  /// Whether the term can make a candidate of its rule while every value is of the expected kind. A contradiction
  /// cannot, unless it reads something that may turn out not to be available.
  private func canFire(_ term: DraftTerm) -> Bool {
    guard !term.hasOpaque, term.literals.contains(where: \.isNever) else { return true }
    return term.literals.contains { fields[$0.field].isDeferred }
  }

  private mutating func add(_ term: DraftTerm) {
    layout.terms.append(
      Term(
        tests: Int32(layout.tests.count), unsettled: UInt8(term.unsettled.count),
        total: UInt8(term.literals.count),
        needsEvaluation: term.hasOpaque, rule: Int32(term.rule)))
    for literal in term.unsettled + term.settled {
      layout.tests.append(
        KeyTest(
          literal, isLenient: term.hasOpaque, isDeferred: fields[literal.field].isDeferred, keys: &layout.keys
        ))
    }
  }

  private mutating func add(group signature: Signature, _ numbers: [Int], _ grids: GridBuilder) {
    var shifts: [UInt64] = []
    var shift = 0
    for field in signature {
      shifts.append(UInt64(shift))
      shift += AccessPlanner.bits(of: fields[field]) ?? 0
    }
    var filed: [(code: UInt64, term: Int)] = []
    for number in numbers {
      for code in codes(of: terms[number], signature, shifts) { filed.append((code, number)) }
    }
    filed.sort { ($0.code, $0.term) < ($1.code, $1.term) }
    var buckets: [Bucket] = []
    var start = 0
    for index in filed.indices where index + 1 == filed.count || filed[index + 1].code != filed[index].code {
      buckets.append(
        grids.bucket(of: filed[start...index].map(\.term), code: filed[index].code, into: &layout))
      start = index + 1
    }
    let wild = numbers.filter { terms[$0].hasOpaque }
    layout.add(group: signature, shifts, buckets, wild: wild, leastTerm: numbers.min() ?? 0)
  }

  /// Every combination of keys that leads to the term.
  private func codes(of term: DraftTerm, _ signature: Signature, _ shifts: [UInt64]) -> [UInt64] {
    var codes: [UInt64] = [0]
    for (field, shift) in zip(signature, shifts) {
      let keys = term.settled.first { $0.field == field }?.equalities ?? []
      codes = codes.flatMap { code in keys.map { code | UInt64(bitPattern: $0) << shift } }
    }
    return codes
  }

  private mutating func storage(_ root: Bucket) -> IndexStorage {
    let rules = terms.map(\.rule)
    let tables = IndexTables(
      fields: memory.copy(fields), fieldCount: fields.count, terms: memory.copy(layout.terms),
      termCount: terms.count, tests: memory.copy(layout.tests), postings: memory.copy(layout.postings),
      groups: memory.copy(layout.groups), groupCount: layout.groups.count,
      groupFields: memory.copy(layout.groupFields), buckets: memory.copy(layout.buckets),
      grids: memory.copy(layout.grids), bounds: memory.copy(layout.bounds),
      offsets: memory.copy(layout.offsets),
      keys: memory.copy(layout.keys), root: root, hitCapacity: max(ruleCount, terms.count),
      hasRepeats: zip(rules, rules.dropFirst()).contains { $0 == $1 })
    let place = UnsafePointer(memory.copy([tables]))
    return IndexStorage(tables: place, memory: memory.blocks)
  }
}

extension KeyTest {
  /// The test of a literal; keys of sets are added to `keys`.
  init(_ literal: KeyLiteral, isLenient: Bool, isDeferred: Bool, keys: inout [Int64]) {
    var op: Op = []
    if literal.isOutside { op.insert(.outside) }
    if isLenient && !literal.isStrict { op.insert(.lenient) }
    if isDeferred { op.insert(.deferred) }
    var (low, span) = (Int64(0), UInt64(0))
    switch literal.keys {
    case .range(let least, let greatest):
      (low, span) = (least, UInt64(bitPattern: greatest &- least))
    case .set(let members):
      op.insert(.set)
      (low, span) = (Int64(keys.count), UInt64(members.count))
      keys += members
    }
    self.init(low: low, span: span, term: 0, field: UInt16(literal.field), op: op, settled: 0)
  }

  /// A test that every key passes.
  static let always = KeyTest(low: .min, span: .max, term: 0, field: 0, op: .plain, settled: 0)
}
