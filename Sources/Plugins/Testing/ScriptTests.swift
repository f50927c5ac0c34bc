internal import CEL
package import RulesEngine

/// The tests of one plugin: what its `*_test.lua` files declare.
///
/// ```lua
/// test("the tax of a state", function()
///   equal(plugin.tax.rate("NY"), decimal("0.08875"))
/// end)
/// ```
///
/// Each test has an interpreter and a clock of its own. What scripts ask for is recorded and not carried out.
package struct ScriptTests: Sendable {
  /// A declared test.
  package struct Name: Sendable, Equatable {
    /// What it says of itself.
    package var name: String
    /// The file it stands in, as it is shown.
    package var file: String
    /// Its line.
    package var line: Int
  }

  /// What is wrong.
  package struct Failure: Sendable, Equatable {
    /// What went wrong, in one sentence.
    package var message: String
    /// Where, the innermost first; lines with the values of parameters.
    package var traceback: [String]
    /// The file and line of the test that led there.
    package var file: String
    package var line: Int
  }

  /// The tests, in the order of their files.
  package let names: [Name]
  private let bundles: [(bundle: ScriptBundle, count: Int)]

  /// Reads the tests of a plugin; what does not load is reported and has no tests.
  ///
  /// - Parameters:
  ///   - files: the files of the plugin's folder, by path from there, those of tests included.
  ///   - config: what the rulebook sets.
  package init(
    _ manifest: PluginManifest, files: [SourceFile], config: [(name: Located<String>, value: Node)] = [],
    diagnostics: Diagnostics
  ) {
    let isTest = { (file: SourceFile) in file.path.hasSuffix("_test.lua") }
    let own = files.filter { !isTest($0) }
    var names: [Name] = []
    var bundles: [(bundle: ScriptBundle, count: Int)] = []
    if let plugin = Plugin.load(manifest, files: own, config: config, diagnostics: diagnostics) {
      for file in files where isTest(file) {
        let bundle = Self.bundle(plugin.pool.bundle, manifest, file)
        let found = Self.declared(bundle, diagnostics)
        names += found
        bundles.append((bundle, found.count))
      }
    }
    self.names = names
    self.bundles = bundles
  }

  /// The plugin's files with one of tests: the main file can be required like any other.
  private static func bundle(
    _ plugin: ScriptBundle, _ manifest: PluginManifest, _ file: SourceFile
  ) -> ScriptBundle {
    let name = manifest.name.value
    var bundle = plugin
    bundle.exports = ["tests"]
    bundle.modules += plugin.mains.map { ("main", $0) }
    bundle.modules.append(("test", SourceFile(path: "\(name)/\(file.path)", utf8: file.utf8)))
    bundle.mains = [SourceFile(path: Prelude.file, text: TestPrelude.source)]
    bundle.functions = TestPrelude.functions
    return bundle
  }

  private static func declared(_ bundle: ScriptBundle, _ diagnostics: Diagnostics) -> [Name] {
    let file = bundle.modules.last?.file.path ?? ""
    do throws(ScriptError) {
      let instance = try ScriptInstance(bundle)
      var check = ScriptCheck(bundle: bundle, diagnostics: diagnostics)
      check.extra = TestPrelude.names
      check.run(only: file)
      guard let list = instance.exports.first ?? nil,
        case .list(let tests)? = try instance.call(list, with: [])
      else { return [] }
      let lines = lines(of: tests.elements.map(\.text), bundle)
      return zip(tests.elements, lines).map {
        Name(name: ScriptLog.tidy($0.text, maxBytes: 200), file: file, line: $1)
      }
    } catch {
      diagnostics.add(error.diagnostic(in: bundle, at: .file(file)))
      return []
    }
  }

  /// The lines on which tests are declared.
  private static func lines(of tests: [String], _ bundle: ScriptBundle) -> [Int] {
    guard let file = bundle.modules.last?.file else { return [] }
    let calls = LuaReader.read(file.utf8).calls
    return tests.map { name in
      let call = calls.first { call in
        guard case .path(let path) = call.callee, path.root.name == "test",
          case .literal(.text(let text), _)? = call.arguments.first
        else { return false }
        return text == name
      }
      return file.utf8[..<(call?.range.lowerBound ?? 0)].count { $0 == 0x0A } + 1
    }
  }

  /// Runs one test; nil when it passes.
  package func run(_ position: Int) -> Failure? {
    var index = position
    guard
      let place = bundles.firstIndex(where: { entry in
        if index < entry.count { return true }
        index -= entry.count
        return false
      })
    else { return nil }
    let context = TestPrelude.Context()
    do throws(ScriptError) {
      let instance = try ScriptInstance(bundles[place].bundle)
      guard let run = instance.function("run") else { return nil }
      _ = try instance.call(run, reading: [.value(.int(Int64(index + 1)))], context: context.script)
      return nil
    } catch {
      let test = names[position]
      let own = error.places.last { $0.file == test.file }
      return Failure(
        message: error.message, traceback: error.traceback, file: own?.file ?? test.file,
        line: own?.line ?? test.line)
    }
  }
}
