package import CEL
package import RulesEngine

/// A rule written in Lua: its condition is an expression like any other rule's, so that Lua runs on matches only.
///
/// ```lua
/// rule "peak-time" {
///   on = "session.requested",
///   when = [[ event.session_type == "video" ]],
///   run = function(event, customer, ctx)
///     ctx.act("charge", { amount = money("5.00"), label = "Peak time" })
///   end,
/// }
/// ```
package struct RuleScript: Sendable {
  /// What it has in common with other rules; its condition has exact places in the Lua file.
  package let header: DefinitionHeader
  /// Where it is declared.
  package let span: SourceSpan
  /// The file it stands in.
  let source: SourceText
  let pool: InterpreterPool
  let index: Int

  /// Runs the script; what it asks for is carried out by the context, or gathered in `context.requests`.
  ///
  /// - Parameters:
  ///   - event: what `event` is; fields are read when the script asks for them.
  ///   - customer: what `customer` is.
  package func run(
    event: ScriptValue, customer: ScriptValue, context: ScriptContext
  ) throws(EvaluationError) {
    do throws(ScriptError) {
      try pool.use { instance throws(ScriptError) in
        guard let function = instance.rule(index) else {
          throw ScriptError(.runtime, "the rule \(header.id.value) is not there any more")
        }
        _ = try instance.call(function, reading: [event, customer], context: context)
      }
    } catch {
      throw error.tracedError
    }
  }
}

extension RuleScript {
  /// Adds the rules of a Lua file to the draft of a rulebook.
  package static func decode(_ file: SourceFile, _ decoding: Decoding) {
    for script in load(file, diagnostics: decoding.diagnostics) {
      let step = ActionDraft(verb: .code(LuaRuleDraft(script)), condition: nil, span: script.span)
      decoding.draft.rules.append(RuleDraft(header: script.header, actions: [step]))
    }
  }

  /// The rules of a Lua file of a rulebook; mistakes are reported.
  ///
  /// Scripts of a rulebook may read facts, change the model, ask for actions, emit events and log.
  package static func load(
    _ file: SourceFile, limits: ScriptLimits = .default, log: ScriptLog = .none, diagnostics: Diagnostics
  ) -> [RuleScript] {
    var bundle = ScriptBundle(name: file.path, limits: limits, log: log)
    for kind in [Grants.Kind.readFacts, .writeModel, .act, .emit, .log] { bundle.grants.grant(kind) }
    bundle.mains = [file]
    let instance: ScriptInstance
    do throws(ScriptError) {
      instance = try ScriptInstance(bundle)
    } catch {
      diagnostics.add(error.diagnostic(in: bundle, at: .file(file.path)))
      return []
    }
    let source = SourceText(file: file.path, utf8: file.utf8)
    ScriptCheck(bundle: bundle, diagnostics: diagnostics).run()
    let outlines = RuleOutline.all(in: source)
    let pool = InterpreterPool(bundle, first: instance)
    return instance.rules.indices.compactMap { index in
      let reader = RuleScriptReader(instance.rules[index], outlines, source)
      guard let header = reader.header(diagnostics) else { return nil }
      return RuleScript(header: header, span: header.id.span, source: source, pool: pool, index: index)
    }
  }
}
