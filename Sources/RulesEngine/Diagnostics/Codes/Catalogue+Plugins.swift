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
      "L0804", "an unknown plugin",
      "`rulebook.yaml` names a plugin under `plugins` for which there is no folder with a `plugin.yaml`."),
    Entry(
      "L0805", "a definition that its plugin refuses",
      "The plugin that adds this kind of definition failed on it, or made nothing of it."),
    Entry(
      "L0806", "a plugin that is not loaded",
      "`rulebook.yaml` lists the plugins it uses, and this one is not among them."),
    Entry(
      "L0807", "a finding of a plugin",
      "A check that a plugin adds does not want this, or failed. The note names the plugin and the check."),
    Entry(
      "L0811", "an unknown variable of a script",
      "A Lua file reads a name that is no local variable, no global it sets, and nothing that scripts have."),
    Entry(
      "L0812", "an unknown member of a library",
      "A Lua file reads something of `string`, `math`, `facts`, ... that is not there."),
    Entry(
      "L0813", "a global that is set in a function",
      "Globals are fixed once all files are loaded, so that calls keep nothing for one another. Use a local."),
    Entry(
      "L0814", "a call that is not granted",
      "A plugin may use only what the `grants` of its plugin.yaml ask for."),
    Entry(
      "L0815", "a wrong argument of a library function",
      "A call of a function that scripts have has too few or too many arguments, or one of the wrong type."),
    Entry(
      "L0816", "a file that cannot be required",
      "`require` finds the Lua files of the same plugin, `lib/text.lua` as `lib.text`, and nothing else."),
    Entry(
      "L0817", "a subject that is not there",
      "A rule script reads its second parameter for an event that has no subject, where it is null."),
  ]
}
