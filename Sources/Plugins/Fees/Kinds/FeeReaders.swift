internal import CEL
internal import RulesEngine

extension ValueReader where Value == [PriceDraft] {
  /// One price, or a list of them.
  static var prices: ValueReader<[PriceDraft]> { .oneOrMany(of: .price) }
}

extension ValueReader where Value == PriceDraft {
  static var price: ValueReader<PriceDraft> {
    .mapping("price") { keys in
      keys.allow("with", "credit")
      guard let model = keys.exactlyOne(of: PriceDraft.Model.names) else { return nil }
      guard let read = read(model, keys) else { return nil }
      var price = PriceDraft(model: read, modelSpan: model.key.span)
      price.condition = keys.optional("if", .condition)
      price.label = keys.optional("label", .scalar)
      price.plus = keys.optional("plus", .amount)
      price.minimum = keys.optional("min", .amount)
      price.maximum = keys.optional("max", .amount)
      price.free = keys.optional("free", .amount)
      price.freeTransactions = keys.optional("free_transactions", .int(in: 0...1_000_000))
      return price
    }
  }

  private static func read(_ model: Node.Entry, _ keys: MappingReader) -> PriceDraft.Model? {
    switch model.name {
    case "flat": keys.optional("flat", .amount).map { .flat($0) }
    case "percent": keys.optional("percent", .scalar).map { .percent($0) }
    case "per_unit": keys.optional("per_unit", .amount).map { .perUnit($0) }
    case "package": keys.optional("package", .package)
    case "graduated": keys.optional("graduated", .tiers).map { .graduated($0) }
    case "volume": keys.optional("volume", .tiers).map { .volume($0) }
    case "difference": keys.optional("difference", .difference)
    case "true_up": keys.optional("true_up", .amount).map { .trueUp($0) }
    default: table(keys)
    }
  }

  private static func table(_ keys: MappingReader) -> PriceDraft.Model? {
    let inputs = keys.required("with", .table(of: .scalar, count: 1...64))
    let name = keys.required("table", .locatedIdentifier)
    guard let inputs, let name else { return nil }
    return .table(name, inputs: inputs.map { ($0.key.located, $0.value) })
  }
}

extension PriceDraft.Model {
  static let names = [
    "percent", "flat", "per_unit", "package", "graduated", "volume", "difference", "true_up", "table",
  ]
}

extension ValueReader where Value == PriceDraft.Model {
  fileprivate static var package: ValueReader<PriceDraft.Model> {
    .mapping("package") { keys in
      let price = keys.required("price", .amount)
      let size = keys.required("size", .scalar)
      guard let price, let size else { return nil }
      return .package(price: price, size: size)
    }
  }

  fileprivate static var difference: ValueReader<PriceDraft.Model> {
    .mapping("difference") { keys in
      let from = keys.required("from", .amount)
      let to = keys.required("to", .amount)
      let credits = keys.optional("credit", .bool) ?? false
      guard let from, let to else { return nil }
      return .difference(from: from, to: to, credits: credits)
    }
  }
}

extension ValueReader where Value == [TierDraft] {
  fileprivate static var tiers: ValueReader<[TierDraft]> { .list(of: .tier, count: 1...1_000) }
}

extension ValueReader where Value == TierDraft {
  fileprivate static var tier: ValueReader<TierDraft> {
    .mapping("tier") { keys in
      let upTo = keys.entry("up_to").flatMap { $0.value.isNull ? nil : keys.optional("up_to", .amount) }
      let flat = keys.optional("flat", .amount)
      let percent = keys.optional("percent", .scalar)
      let perUnit = keys.optional("per_unit", .amount)
      guard keys.atMostOne(of: ["percent", "per_unit"]) != nil || flat != nil else {
        keys.report(
          .error(
            "W0102", "a tier needs `percent`, `per_unit` or `flat`", at: keys.node.headSpan,
            label: "costs nothing",
            help: ["write `flat: 0.00` where it is free"]))
        return nil
      }
      let rate: TierDraft.Rate =
        percent.map { .percent($0) } ?? perUnit.map { .perUnit($0) } ?? TierDraft.Rate.none
      return TierDraft(upTo: upTo, rate: rate, flat: flat, span: keys.node.headSpan)
    }
  }
}

extension ValueReader where Value == Node {
  /// An amount: one, or one for each currency (`{ USD: 0.30, JPY: 40 }`).
  static var amount: ValueReader<Node> {
    .either(text: .scalar, mapping: ValueReader<Node>.node)
  }
}

extension ValueReader where Value == ProrationDraft {
  static var proration: ValueReader<ProrationDraft> {
    .mapping("prorate") { keys in
      let part = keys.required("part", .scalar)
      let whole = keys.required("of", .scalar)
      let unit = keys.optional("by", ValueReader<String>.choice(["seconds", "days"]))
      guard let part, let whole else { return nil }
      return ProrationDraft(part: part, whole: whole, byDays: unit == "days")
    }
  }
}

extension ValueReader where Value == FeeCapDraft {
  static var feeCap: ValueReader<FeeCapDraft> {
    .mapping("cap") { keys in
      let limit = keys.required("at_most", .amount)
      let period = keys.required("per", .feePeriod)
      let key = keys.optional("by", .scalar)
      guard let limit, let period else { return nil }
      return FeeCapDraft(limit: limit, period: period, key: key, span: keys.node.headSpan)
    }
  }
}

extension ValueReader where Value == FeePeriod {
  /// A length of time such as `30d`, or a part of the calendar.
  fileprivate static var feePeriod: ValueReader<FeePeriod> {
    ValueReader<String>.text.then { text, node, context in
      guard text.utf8.first.map({ (0x30...0x39).contains($0) }) != true else {
        return ValueReader<Duration>.elapsed.read(node, context).flatMap { length in
          if length > .zero { return .sliding(length) }
          context.diagnostics.add(.error("W0115", "`per` must be longer than nothing", at: node.span))
          return nil
        }
      }
      return ValueReader<CalendarPeriod>.choice().read(node, context).map { .calendar($0) }
    }
  }
}

extension ValueReader where Value == ReductionDraft {
  static func reduction(_ kind: Reduction.Kind) -> ValueReader<ReductionDraft> {
    .mapping(kind == .waiver ? "waive" : "discount") { keys in
      var draft = ReductionDraft(kind: kind)
      draft.condition = keys.optional("if", .condition)
      draft.label = keys.optional("label", .scalar)
      draft.percent = keys.optional("percent", .scalar)
      draft.amount = keys.optional("amount", .amount)
      if kind == .discount {
        guard keys.exactlyOne(of: ["percent", "amount"]) != nil else { return nil }
      } else if draft.percent != nil || draft.amount != nil {
        guard keys.atMostOne(of: ["percent", "amount"]) != nil else { return nil }
      }
      return draft
    }
  }
}

extension ValueReader where Value == (size: ShareDraft.Size, span: SourceSpan) {
  /// `80%`, `rest`, or a number as a weight.
  static var share: ValueReader<(size: ShareDraft.Size, span: SourceSpan)> {
    ValueReader<String>.text.then { text, node, context in
      if text == "rest" { return (.rest, node.span) }
      if let number = text.percentage { return (.percent(number), node.span) }
      if let number = Decimal(text), !number.isNegative { return (.weight(number), node.span) }
      context.diagnostics.add(
        .error(
          "W0516", "`\(text)` is not a share", at: node.span,
          label: "expected `80%`, `rest` or a weight such as `2`"))
      return nil
    }
  }
}

extension String {
  /// `12.5%` as 0.125; nil for anything else, and below zero.
  var percentage: Decimal? {
    guard hasSuffix("%"), let number = Decimal("\(dropLast())e-2"), !number.isNegative else { return nil }
    return number
  }
}
