internal import RulesEngine

/// The files of a rulebook by whose they are: those of all, and those below `tenants/<id>/`.
struct TenantFolders {
  struct Folder {
    var id: String
    /// With their paths from the rulebook's folder.
    var files: [SourceFile]
  }

  private(set) var common: [SourceFile] = []
  /// By id.
  private(set) var tenants: [Folder] = []

  /// Each tenant is linked by itself: beyond this many, folders are refused.
  static let limit = 200
  static let prefix = "tenants/"

  /// Sorts files; folders that cannot be a tenant's are reported.
  ///
  /// - Parameter shown: stands before the path of each file in findings.
  init(_ files: [SourceFile], under shown: String, _ diagnostics: Diagnostics) {
    var folders: [String: [SourceFile]] = [:]
    for file in files {
      guard file.path.hasPrefix(Self.prefix) else {
        common.append(file)
        continue
      }
      guard let id = Self.tenant(of: file.path) else {
        diagnostics.add(
          .error(
            "N0244", "this file belongs to no tenant", at: .file(shown + file.path),
            help: ["move it into the folder of a tenant, such as tenants/harbor"]))
        continue
      }
      folders[id, default: []].append(file)
    }
    for (id, files) in folders.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      guard Self.isSound(id, files, under: shown, diagnostics) else { continue }
      tenants.append(Folder(id: id, files: files))
    }
    checkCount(under: shown, diagnostics)
  }

  /// The id of the tenant in whose folder a file is; nil for files beside the folders.
  static func tenant(of path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count > 2 && path.hasPrefix(prefix) ? String(parts[1]) : nil
  }

  private static func isSound(
    _ id: String, _ files: [SourceFile], under shown: String, _ diagnostics: Diagnostics
  ) -> Bool {
    guard let first = files.first else { return false }
    guard id.isIdentifier else {
      diagnostics.add(
        .error(
          "N0246", "`\(id)` is no id of a tenant", at: .file(shown + first.path),
          notes: ["expected letters, digits, `-`, `_` and `.`, starting with a letter"],
          help: ["rename the folder tenants/\(id), and let the events of the tenant carry the new name"]))
      return false
    }
    if let plugin = files.first(where: { $0.path.hasPrefix("\(prefix)\(id)/plugins/") }) {
      diagnostics.add(
        .error(
          "W0592", "plugins cannot be added for one tenant", at: .file(shown + plugin.path),
          help: ["move the folder to plugins/ of the rulebook; its definitions may differ by tenant"]))
      return false
    }
    return true
  }

  private mutating func checkCount(under shown: String, _ diagnostics: Diagnostics) {
    guard tenants.count > Self.limit, let first = tenants[Self.limit].files.first else { return }
    diagnostics.add(
      .error(
        "W0593", "there are \(tenants.count) tenants with rules of their own, and \(Self.limit) may be",
        at: .file(shown + first.path),
        help: ["let tenants that differ in figures only read them from the model, where no folder is needed"])
    )
    tenants.removeSubrange(Self.limit...)
  }
}
