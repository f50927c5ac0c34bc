internal import CEL
internal import RulesEngine

extension Kind {
  /// `routing: inspection-assignment`.
  static func routing(_ registry: RoutingRegistry) -> Kind {
    Kind("routing") { keys, definition, decoding in
      let backlog = keys.optional("backlog", .backlog)
      if keys.entry("backlog") == nil { _ = keys.required("on", .node) }
      let header = keys.header("routing", definition)
      let among = keys.required("among", .locatedIdentifier)
      var draft = RoutingDraft(
        id: definition.id, place: keys.entry("among")?.key ?? keys.node, among: among ?? definition.id)
      draft.event = header.on.first?.value
      draft.backlog = backlog
      draft.readChoice(keys)
      draft.readCourse(keys)
      let cancels = keys.optional("cancel_on", .oneOrMany(of: .awaited)) ?? []
      guard among != nil, !definition.id.value.isEmpty else { return }
      registry.add(draft)
      draft.lower(header, cancels, registry, decoding)
    }
  }
}

extension RoutingDraft {
  /// The keys that say who may get it, and who gets it.
  fileprivate mutating func readChoice(_ keys: MappingReader) {
    about = keys.optional("about", .scalar)
    filters =
      keys.optional("eligible", .table(of: .condition, count: 1...64))?.map {
        FilterDraft(name: $0.key.located, condition: $0.value)
      } ?? []
    preferences = keys.optional("prefer", .preferences) ?? []
    parts =
      keys.optional("score", .table(of: .part, count: 1...64))?.map {
        PartDraft(
          name: $0.key.located, weight: $0.value.weight, weightSpan: $0.value.span, value: $0.value.value)
      } ?? []
    ties = keys.optional("tie_break", .oneOrMany(of: .tie)) ?? []
    idleSince = keys.optional("idle_since", .scalar)
  }

  /// The keys that say what happens with the choice.
  fileprivate mutating func readCourse(_ keys: MappingReader) {
    offer = keys.optional("offer", .offer)
    relax = keys.optional("relax", .oneOrMany(of: .relax)) ?? []
    actions = keys.optional("do", .steps) ?? []
    fallback = keys.optional("fallback", .fallback)
    calendar = keys.optional("calendar", .locatedIdentifier)
    confirmed = keys.optional("confirmed", .locatedIdentifier)
  }
}
