internal import CEL
internal import RulesEngine

extension RulebookLoader {
  /// Links the common rulebook and those of its tenants; nil when something is wrong with one of them.
  static func link(
    _ parts: [RulebookPart], _ readings: [RulebookReader.Reading], _ zones: ZoneDatabase
  ) -> Rulebook? {
    var rulebooks: [Rulebook?] = []
    for (part, reading) in zip(parts, readings) {
      rulebooks.append(
        Linker.link(part.draft, functions: part.functions, zones: zones, diagnostics: reading.diagnostics))
    }
    guard let common = rulebooks[0] else { return nil }
    let own = rulebooks.compactMap(\.self)
    guard own.count == parts.count else { return nil }
    guard own.count > 1 || parts[0].draft.refusesUnknownTenants else { return common }
    let tenants = zip(parts, own).dropFirst().compactMap { part, rulebook in
      part.tenant.map { ($0, rulebook) }
    }
    return common.with(
      tenants: Dictionary(tenants, uniquingKeysWith: { first, _ in first }),
      refusesUnknown: parts[0].draft.refusesUnknownTenants)
  }

  /// Adds what was found while a tenant's rules were read and linked. Of the common files it is only what is wrong with
  /// the tenant's definitions and settings: everything else has been reported before.
  static func report(
    _ found: Diagnostics, of tenant: String, under prefix: String, to diagnostics: Diagnostics
  ) {
    let folder = "\(prefix)\(TenantFolders.prefix)\(tenant)/"
    for var finding in found.sorted {
      if !finding.span.file.hasPrefix(folder) {
        guard finding.severity == .error else { continue }
        finding.notes.append("with the definitions and settings of the tenant `\(tenant)`")
      }
      diagnostics.add(finding)
    }
  }
}
