extension DiagnosticCatalogue {
  /// L08: what plugins and their scripts do wrong while they are loaded.
  static let plugins: [Entry] = [
    Entry(
      "L0801", "a script that does not load",
      "The Lua file does not compile, or fails while it is run for the first time. The place is the script's line."
    ),
    Entry(
      "L0802", "a promise that is not kept",
      """
      `plugin.yaml` promises a function or a kind that the main file does not return under that name. \
      Return it, or remove the promise.
      """),
    Entry(
      "L0803", "a missing main file",
      "The file that `main` names (`main.lua` by default) is not in the plugin's folder."),
    Entry(
      "L0805", "a definition that its plugin refuses",
      "The plugin that adds this kind of definition failed on it, or made nothing of it."),
  ]
}
