internal import CEL

extension Linker {
  /// The column of an entity that says which tenant a row belongs to.
  func tenantColumn(of entity: EntityDraft) -> Int? {
    guard let name = entity.tenant else { return nil }
    guard let column = entity.fields.firstIndex(where: { $0.name.value == name.value }) else {
      unknown("N0204", "field", name, of: entity.name.value, among: entity.fields.map(\.name.value))
      return nil
    }
    guard entity.fields[column].type.value == .string else {
      diagnostics.add(
        .error(
          "N0247", "`\(name.value)` of `\(entity.name.value)` cannot name a tenant", at: name.span,
          label: "is \(entity.fields[column].type.value.noun)",
          related: [.init("declared here", at: entity.fields[column].typeSpan)],
          help: ["name a field of the type `string`: events name their tenant by a text"]))
      return nil
    }
    return column
  }
}

// MARK: Settings

extension Linker {
  /// Reports a tenant's setting that is of another kind than the common one: the rules are written for that.
  func check(override setting: SettingDraft) {
    guard let replaced = setting.replaced, let common = tree(replaced), let own = tree(setting.value),
      let wanted = common.settingKind, let given = own.settingKind, wanted != given
    else { return }
    diagnostics.add(
      .error(
        "N0245", "the setting `\(setting.name.value)` is \(wanted), and here it is \(given)",
        at: setting.value.headSpan, label: "expected \(wanted)",
        related: [.init("the common value", at: replaced.headSpan)],
        help: ["give it a value of the same kind"]))
  }
}

extension Value {
  /// What a setting is, in words; nil for null, which may stand for anything.
  fileprivate var settingKind: String? {
    switch self {
    case .bool: "true or false"
    case .int, .uint, .double, .decimal: "a number"
    case .money: "an amount with its currency"
    case .duration: "a length of time"
    case .list: "a list"
    case .map: "a mapping"
    case .null: nil
    default: "text"
    }
  }
}
