internal import CEL
internal import Plugins
internal import RuleFiles
internal import RulesEngine

/// The actions that the plugins of a rulebook carry out themselves, in Lua.
public enum PluginActions {
  /// Handlers for them, to be given to a host beside its own.
  ///
  /// ```swift
  /// var handlers = try PluginActions.handlers(folder: "rules")
  /// handlers["charge"] = CommandHandler("./charge.sh")
  /// ```
  ///
  /// - Throws: `RulebookLoader.Failure` when the folder cannot be read. A plugin with mistakes has no handlers.
  public static func handlers(folder: String) throws -> ActionHandlers {
    var handlers = ActionHandlers()
    var texts = SourceTexts()
    let diagnostics = Diagnostics()
    try RulebookLoader.visitPlugins(folder: folder, diagnostics, &texts) { found in
      guard let manifest = PluginManifest.read(found.manifest, diagnostics),
        let plugin = Plugin.load(
          manifest, files: found.files.filter { !$0.path.hasSuffix("_test.lua") },
          config: found.config?.settings ?? [], diagnostics: diagnostics)
      else { return }
      for action in plugin.carriedOut { handlers[action.name] = PluginActionHandler(action: action) }
    }
    return handlers
  }
}

/// Carries out the actions of one name by a function of a plugin.
struct PluginActionHandler: ActionHandler {
  let action: PluginAction

  func deliver(_ delivery: Delivery) async throws -> JSON? {
    // A script may take as long as its limits allow; that is no time to take from others.
    let result: Result<JSON?, DeliveryFailure> = await OwnThread.run { [action] in
      var known: [(String, Value)] = [
        ("key", .string(delivery.key)), ("attempt", .int(Int64(delivery.attempt))),
        ("by", .string(delivery.action.by)),
      ]
      if let subject = delivery.action.subject { known.append(("subject", .string(subject))) }
      do throws(DeliveryFailure) {
        return .success(try action.deliver(delivery.action.arguments, delivery: known))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
