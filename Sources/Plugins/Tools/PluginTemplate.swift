package import RulesEngine

/// The files of a new plugin: one that works, with a test that passes.
package enum PluginTemplate {
  /// The files, by their paths from the plugin's folder.
  ///
  /// - Parameter name: an identifier, such as `loyalty` or `shop-hours`.
  package static func files(name: String) -> [SourceFile] {
    // In expressions and in Lua a dash would be a minus.
    let table = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
    return [
      SourceFile(path: "plugin.yaml", text: manifest(name, table)),
      SourceFile(path: "main.lua", text: main(table)), SourceFile(path: "main_test.lua", text: test(table)),
    ]
  }

  private static func manifest(_ name: String, _ table: String) -> String {
    """
    plugin: \(name)
    version: 0.1.0
    description: Says in one sentence what it is for.
    provides:
      functions:
        \(table).share:
          params: [money, decimal]
          returns: money
          description: A share of an amount, rounded to the cent.
    # What it may do beside computing: log, facts.read, act, emit, ...
    # grants: [log]
    config:
      at_least: { type: money, default: 0.00 USD }

    """
  }

  private static func main(_ table: String) -> String {
    """
    -- What this file returns is what plugin.yaml promises.

    local function share(amount, part)
      local result = (amount * part):round()
      if result.currency == config.at_least.currency and result < config.at_least then
        return config.at_least
      end
      return result
    end

    return { \(table) = { share = share } }

    """
  }

  private static func test(_ table: String) -> String {
    """
    -- Run by `bylaw test`.

    test("a share is rounded to the cent", function()
      equal(plugin.\(table).share(money("19.99 USD"), decimal("0.05")), money("1.00 USD"))
    end)

    test("a share needs an exact number", function()
      fails(function() plugin.\(table).share(money("10.00 USD"), 0.5) end, "not exact")
    end)

    """
  }
}
