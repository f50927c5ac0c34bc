internal import CEL
internal import RulesEngine

/// `refund:` or `settle:`, as written.
struct ReturnDraft: Sendable {
  enum Way: Sendable {
    /// Gives back what the policy says.
    case refund(RefundPolicy?)
    /// Hands a deposit to those who get it.
    case capture
    /// Hands a deposit to a party, because the payer lost it.
    case forfeit(to: String)
  }

  var id: Located<String>
  var fee: Located<String>
  var reference: Node
  var way: Way
  /// How much of the order: an amount, or a share. All of it where neither is written.
  var amount: Node?
  var share: Node?
  var label: Node?
}

extension Kind {
  /// `refund: commission-back`: gives back what a fee was charged for an order.
  static func refund(_ registry: FeeRegistry) -> Kind {
    Kind("refund") { keys, definition, decoding in
      registry.noteRefund(at: definition.id.span)
      _ = keys.required("on", .node)
      let header = keys.header("refund", definition, readsCap: false)
      let policy = keys.optional("policy", .choice(of: RefundPolicy.self))
      guard var draft = returned(keys, definition, .refund(policy)) else { return }
      _ = keys.atMostOne(of: ["amount", "share"])
      draft.amount = keys.optional("amount", .scalar)
      draft.share = keys.optional("share", .scalar)
      draft.label = keys.optional("label", .scalar)
      add(draft, header, registry, decoding)
    }
  }

  /// `settle: deposit-kept`: what becomes of a deposit that is not given back.
  static func settle(_ registry: FeeRegistry) -> Kind {
    Kind("settle") { keys, definition, decoding in
      registry.noteUse(at: definition.id.span)
      _ = keys.required("on", .node)
      let header = keys.header("settle", definition, readsCap: false)
      let way = keys.required("by", ValueReader<String>.choice(["capture", "forfeit"]))
      let party = keys.optional("to", ValueReader<String>.text) ?? "platform"
      guard let draft = returned(keys, definition, way == "forfeit" ? .forfeit(to: party) : .capture) else {
        return
      }
      add(draft, header, registry, decoding)
    }
  }

  private static func returned(
    _ keys: MappingReader, _ definition: Decoding.Definition, _ way: ReturnDraft.Way
  ) -> ReturnDraft? {
    let fee = keys.required("of", .locatedIdentifier)
    let reference = keys.required("for", .scalar)
    guard let fee, let reference else { return nil }
    return ReturnDraft(id: definition.id, fee: fee, reference: reference, way: way)
  }

  private static func add(
    _ draft: ReturnDraft, _ header: DefinitionHeader, _ registry: FeeRegistry, _ decoding: Decoding
  ) {
    guard !draft.id.value.isEmpty else { return }
    decoding.draft.rules.append(
      RuleDraft(
        header: header,
        actions: [
          ActionDraft(
            verb: .code(ReturnStepDraft(draft: draft, registry: registry)), condition: nil,
            span: draft.id.span)
        ]))
  }
}
