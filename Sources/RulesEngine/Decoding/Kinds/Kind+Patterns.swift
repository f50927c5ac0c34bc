internal import CEL

extension Kind {
  /// `dwell: low-rating`.
  static var dwell: Kind {
    Kind("dwell") { keys, definition, decoding in
      let header = keys.patternHeader("dwell", definition, "on")
      let condition = keys.required("if", .condition)
      let length = keys.wait("for")
      let key = keys.required("key", .scalar)
      let emit = keys.required("emit", .locatedIdentifier)
      let grace = keys.optional("grace", .positive)
      guard let condition, let length, let key, let emit else { return }
      decoding.draft.dwells.append(
        DwellDraft(
          header: header, condition: condition, length: length, key: key, emit: emit, grace: grace ?? .zero))
    }
  }

  /// `crossing: low-stock`.
  static var crossing: Kind {
    Kind("crossing") { keys, definition, decoding in
      var header = keys.patternHeader("crossing", definition, "on")
      header.condition = keys.optional("if", .condition)
      let value = keys.required("value", .scalar)
      let level = keys.exactlyOne(of: ["above", "below"])
      let reset = keys.optional("reset", .scalar)
      let key = keys.required("key", .scalar)
      let emit = keys.required("emit", .locatedIdentifier)
      guard let value, let level, let key, let emit else { return }
      decoding.draft.crossings.append(
        CrossingDraft(
          header: header, value: value, isAbove: level.name == "above", level: level.value, reset: reset,
          key: key, emit: emit))
    }
  }

  /// `burst: payment-trouble`.
  static var burst: Kind {
    Kind("burst") { keys, definition, decoding in
      var header = keys.patternHeader("burst", definition, "of")
      header.condition = keys.optional("if", .condition)
      let count = keys.required("count", .int(in: 2...10_000))
      let over = keys.required("over", .positive)
      let key = keys.required("key", .scalar)
      let emit = keys.required("emit", .locatedIdentifier)
      guard let count, let over, let key, let emit else { return }
      decoding.draft.bursts.append(
        BurstDraft(header: header, count: count, over: over, key: key, emit: emit))
    }
  }
}

extension MappingReader {
  /// The header of a pattern, whose events stand under `events`.
  fileprivate func patternHeader(
    _ kind: String, _ definition: Decoding.Definition, _ events: String
  ) -> DefinitionHeader {
    var header = header(kind, definition, readsEvents: false)
    header.on = required(events, .oneOrMany(of: .locatedIdentifier)) ?? []
    return header
  }
}
