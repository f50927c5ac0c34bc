/// Where the rules of time zones come from.
public final class ZoneDatabase: Sendable {
  /// The zones installed on the machine, read from `/usr/share/zoneinfo` when first used.
  public static let system = ZoneDatabase()
  init() {}
}
