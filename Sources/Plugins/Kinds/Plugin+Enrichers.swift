internal import CEL
package import RulesEngine

extension Plugin {
  /// The fields that it computes for events, each when an expression reads it.
  ///
  /// ```lua
  /// return { enrichers = { order = { placed = {
  ///   size = function(event) return event.amount > money("100 USD") and "large" or "small" end,
  /// } } } }
  /// ```
  package var computedFields: [ComputedFieldDraft] {
    let first =
      manifest.functions.count + manifest.kinds.count + manifest.checks.count + manifest.actions.count
    return manifest.enrichers.enumerated().map { index, enricher in
      let name = "enrichers.\(enricher.event.value).\(enricher.field.value)"
      let (pool, plugin, type) = (self.pool, self.name, enricher.type.value)
      return ComputedFieldDraft(event: enricher.event, field: enricher.field, type: enricher.type) {
        data throws(EvaluationError) in
        let result: Value?
        do throws(ScriptError) {
          result = try pool.use { instance throws(ScriptError) in
            guard let function = instance.exports[first + index] else { return nil }
            return try instance.call(function, with: [data])
          }
        } catch {
          throw error.tracedError
        }
        guard let result, result != .null else { return nil }
        if let fitting = type.adapt(result) { return fitting }
        throw EvaluationError(
          .failed, "\(name) returned \(result), and plugin \(plugin) promises \(type.article)")
      }
    }
  }
}
