public import CEL
internal import Synchronization

/// The plugins of a rulebook, which can be replaced while others use them.
///
/// A plugin that does not load never replaces one that did: the last good version stays until a better one comes.
public final class PluginSet: Sendable {
  private let plugins: Mutex<[Plugin]>

  /// A set of loaded plugins.
  public init(_ plugins: [Plugin] = []) { self.plugins = Mutex(Self.sorted(plugins)) }

  /// The plugins, by name.
  public var all: [Plugin] { plugins.withLock { $0 } }

  /// Puts a plugin in the place of the one with its name, or adds it. Calls that are under way finish with the old one.
  ///
  /// - Returns: whether anything changed; a plugin with the same files is not replaced.
  @discardableResult
  public func replace(with plugin: Plugin) -> Bool {
    plugins.withLock { plugins in
      if plugins.contains(where: {
        $0.hash == plugin.hash && $0.name == plugin.name
      }) {
        return false
      }
      plugins.removeAll { $0.name == plugin.name }
      plugins = Self.sorted(plugins + [plugin])
      return true
    }
  }

  /// Reloads a plugin: `load` gives the new version, or nil when it has mistakes; then nothing changes.
  @discardableResult
  public func reload(_ load: () -> Plugin?) -> Bool {
    guard let plugin = load() else { return false }
    return replace(with: plugin)
  }

  /// What the plugins add to expressions.
  public var functions: [FunctionDeclaration] { all.flatMap(\.functions) }

  /// The hashes of all plugins as one text: a decision that names it can be repeated.
  public var hash: String { all.map { "\($0.name) \($0.hash)" }.joined(separator: "\n") }

  private static func sorted(_ plugins: [Plugin]) -> [Plugin] {
    plugins.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
