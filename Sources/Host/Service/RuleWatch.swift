internal import Glibc
internal import RuleFiles
internal import RulesEngine
internal import Synchronization

/// Notices when the files of a rulebook change, and loads it beside the work.
final class RuleWatch: Sendable {
  enum Result: Sendable {
    case good(Rulebook)
    /// What is wrong with it, as `bylaw check` prints it.
    case bad(String)
  }

  private struct State {
    var seen: UInt64?
    var hasChanged = false
    var isLoading = false
    var result: Result?
  }

  private let folder: String
  private let wake: @Sendable () -> Void
  private let state: Mutex<State>

  init(folder: String, wake: @escaping @Sendable () -> Void) {
    self.folder = folder
    self.wake = wake
    state = Mutex(State(seen: Self.fingerprint(folder)))
  }

  /// Looks at the files. A change counts once nothing has changed for one more look: people save several files.
  func look() {
    let found = Self.fingerprint(folder)
    let isDue = state.withLock { state in
      if state.seen != found {
        state.seen = found
        state.hasChanged = true
        return false
      }
      defer { state.hasChanged = false }
      return state.hasChanged
    }
    if isDue { load() }
  }

  /// Begins to load the rulebook, unless that is under way.
  func load() {
    let begins = state.withLock { state in
      defer { state.isLoading = true }
      return !state.isLoading
    }
    guard begins else { return }
    Task.detached { [self] in
      let result: Result
      do {
        let loaded = try Rulebooks.load(folder: folder)
        if let rulebook = loaded.rulebook {
          result = .good(rulebook)
        } else {
          result = .bad(
            DiagnosticFormat.human.render(loaded.diagnostics.report(limit: 20), sources: loaded.texts))
        }
      } catch let failure as RulebookLoader.Failure {
        result = .bad(failure.message)
      } catch {
        result = .bad(String(describing: error))
      }
      state.withLock { state in
        state.isLoading = false
        state.result = result
      }
      wake()
    }
  }

  func takeResult() -> Result? {
    state.withLock { state in
      defer { state.result = nil }
      return state.result
    }
  }

  /// A number that another one follows when a file is added, removed or written.
  private static func fingerprint(_ folder: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ number: UInt64) { hash = (hash ^ number) &* 0x100_0000_01B3 }
    func visit(_ folder: String, depth: Int) {
      guard depth < 16, let directory = opendir(folder) else { return }
      defer { closedir(directory) }
      var names: [String] = []
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(name) }
      }
      for name in names.sorted() {
        var information = stat()
        guard stat("\(folder)/\(name)", &information) == 0 else { continue }
        for octet in name.utf8 { mix(UInt64(octet)) }
        if information.st_mode & S_IFMT == S_IFDIR {
          visit("\(folder)/\(name)", depth: depth + 1)
        } else {
          mix(UInt64(truncatingIfNeeded: information.st_mtim.tv_sec))
          mix(UInt64(truncatingIfNeeded: information.st_mtim.tv_nsec))
          mix(UInt64(truncatingIfNeeded: information.st_size))
          mix(UInt64(truncatingIfNeeded: information.st_ino))
        }
      }
    }
    visit(folder, depth: 0)
    return hash
  }
}
