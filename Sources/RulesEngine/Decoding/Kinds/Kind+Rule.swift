internal import CEL

extension Kind {
  /// `rule: thank-vip`.
  static var rule: Kind {
    Kind("rule") { keys, definition, decoding in
      _ = keys.required("on", .node)
      var header = keys.header("rule", definition)
      header.takenBackOn = keys.optional("until", .oneOrMany(of: .awaited)) ?? []
      let actions = keys.required("do", .steps) ?? []
      decoding.draft.rules.append(RuleDraft(header: header, actions: actions))
    }
  }

  /// `absence: job-not-assigned`.
  static var absence: Kind {
    Kind("absence") { keys, definition, decoding in
      var header = keys.header("absence", definition, readsEvents: false)
      header.condition = keys.optional("if", .condition)
      let of = keys.required("of", .oneOrMany(of: .locatedIdentifier))
      let after = keys.required("after", .oneOrMany(of: .locatedIdentifier))
      let within = keys.wait("within")
      let key = keys.required("key", .scalar)
      let emit = keys.required("emit", .locatedIdentifier)
      let grace = keys.optional("grace", .positive)
      guard let of, let after, let within, let key, let emit else { return }
      var draft = AbsenceDraft(header: header, of: of, after: after, within: within, key: key, emit: emit)
      draft.grace = grace ?? .zero
      decoding.draft.absences.append(draft)
    }
  }

  /// `schedule: daily-reminders`.
  static var schedule: Kind {
    Kind("schedule") { keys, definition, decoding in
      let header = keys.header("schedule", definition, readsEvents: false)
      let rhythm = keys.required("every", .rhythm)
      let emit = keys.required("emit", .locatedIdentifier)
      let timezone = keys.optional("timezone", .locatedText)
      let each = keys.optional("for_each", .table(of: .scalar, count: 1...1))?.first
      let data = keys.optional("data", .node)
      guard let rhythm, let emit else { return }
      var draft = ScheduleDraft(header: header, rhythm: rhythm, emit: emit)
      draft.timezone = timezone
      draft.forEach = each.map { (entity: $0.key.located, condition: $0.value) }
      draft.data = data
      draft.daylight = keys.optional("dst", .choice(of: DaylightPolicy.self))
      draft.catchUp = keys.optional("catch_up", .catchUp) ?? draft.catchUp
      decoding.draft.schedules.append(draft)
    }
  }
}

extension ValueReader where Value == CatchUp {
  /// `latest`, or `{ runs: all, within: 12h }`.
  fileprivate static var catchUp: ValueReader<CatchUp> {
    .either(
      text: ValueReader<CatchUp.Runs>.choice().map { runs in
        var catchUp = CatchUp()
        catchUp.runs = runs
        return catchUp
      },
      mapping: .mapping("catch_up") { keys in
        var catchUp = CatchUp()
        catchUp.runs = keys.optional("runs", .choice(of: CatchUp.Runs.self)) ?? catchUp.runs
        catchUp.within = keys.optional("within", .elapsed)
        return catchUp
      })
  }
}

extension ValueReader where Value == ScheduleDraft.Rhythm {
  /// A cron expression (five fields) or a length of time.
  fileprivate static var rhythm: ValueReader<ScheduleDraft.Rhythm> {
    ValueReader<String>.text.then { text, node, context in
      if text.split(separator: " ").count > 1 || text.contains("*") { return .cron(Located(text, node.span)) }
      if let time = try? TimeOfDayLiteral.read(text.utf8.count == 4 ? "0\(text)" : text) {
        let cron = "\(time.seconds / 60 % 60) \(time.seconds / 3600 % 24) * * *"
        context.diagnostics.add(
          .error(
            "W0131", "`\(text)` is a time of day, not a length of time", at: node.span,
            help: ["write `\(cron)` for every day at \(text)"], fix: .maybe(node.span, "\"\(cron)\"")))
        return nil
      }
      return ValueReader<Duration>.elapsed.read(node, context).flatMap { length in
        if length > .zero { return .interval(length) }
        context.diagnostics.add(.error("W0115", "`every` must be longer than nothing", at: node.span))
        return nil
      }
    }
  }
}
