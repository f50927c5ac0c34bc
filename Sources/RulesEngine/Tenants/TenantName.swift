/// How the journal names what belongs to one tenant: `absence/job-not-assigned@harbor`.
///
/// Ids have no `@`, so the first one ends the name; what follows is the tenant, whatever it is made of.
package enum TenantName {
  /// The name under which the journal keeps something of a tenant; of the head office, the name itself.
  package static func kept(_ name: String, of tenant: String?) -> String {
    guard let tenant else { return name }
    return "\(name)@\(tenant)"
  }

  /// The name and the tenant behind it.
  package static func split(_ kept: String) -> (name: String, tenant: String?) {
    guard let place = kept.utf8.firstIndex(of: 0x40) else { return (kept, nil) }
    return (String(kept[..<place]), String(kept[kept.utf8.index(after: place)...]))
  }
}
