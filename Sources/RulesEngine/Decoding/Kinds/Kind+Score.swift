extension Kind {
  /// `score: health`.
  static var score: Kind {
    Kind("score") { keys, definition, decoding in
      keys.allow("description")
      let entity = keys.required("of", .locatedIdentifier) ?? Located("", definition.id.span)
      var draft = ScoreDraft(name: definition.id, entity: entity)
      if let range = keys.optional("range", .list(of: .number, count: 2...2)) {
        (draft.low, draft.high) = (range[0], range[1])
        if range[0] >= range[1] {
          keys.report(
            .error(
              "W0115", "the range ends before it begins", at: keys.entry("range")?.value.span ?? entity.span,
              label: "expected the lower end first, for example `[0, 100]`"))
        }
      }
      draft.factors = keys.required("factors", .list(of: .factor, count: 1...100)) ?? []
      draft.bands =
        keys.optional("bands", .table(of: .scalar))?.map { (name: $0.key.located, test: $0.value) } ?? []
      if let notify = keys.optional("notify_change", .notification) {
        draft.notifyBy = notify.by
        draft.notifyBand = notify.band
      }
      decoding.draft.scores.append(draft)
    }
  }

  /// `segment: vip`.
  static var segment: Kind {
    Kind("segment") { keys, definition, decoding in
      keys.allow("description")
      let entity = keys.required("of", .locatedIdentifier)
      let condition = keys.required("if", .condition)
      guard let entity, let condition else { return }
      decoding.draft.segments.append(
        SegmentDraft(name: definition.id, entity: entity, condition: condition))
    }
  }
}

extension ValueReader where Value == ScoreDraft.Factor {
  fileprivate static var factor: ValueReader<ScoreDraft.Factor> {
    .mapping("factor") { keys in
      let name = keys.required("name", .locatedIdentifier)
      let weight = keys.optional("weight", .number) ?? 1
      let value = keys.required("value", .scalar)
      guard let name, let value else { return nil }
      return ScoreDraft.Factor(name: name, weight: weight, value: value)
    }
  }
}

extension ValueReader where Value == (by: Double?, band: Bool) {
  /// `{ by: 10, or: band }`.
  fileprivate static var notification: ValueReader<(by: Double?, band: Bool)> {
    .mapping("notify_change") { keys in
      let by = keys.optional("by", .number)
      let band = keys.optional("or", ValueReader<String>.choice(["band"])) != nil
      return (by, band)
    }
  }
}
