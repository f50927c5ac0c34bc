extension DiagnosticCatalogue {
  /// W0137: how deliveries are declared; R05: deliveries that were given up.
  static let delivery: [Entry] = [
    Entry(
      "W0137", "a number that makes no sense for a delivery",
      """
      Waits and time limits are more than nothing, since a delivery that is tried again at once would keep the other side \
      from recovering; and waits grow by a factor of 1 to 100.
      """),
    Entry(
      "R0501", "an action was given up after its last attempt",
      """
      The handler failed each time in a way that could have passed, until the attempts or the time of the action's \
      `retry` were used up. When the other side is well again, `bylaw incident retry` puts the action up for delivery \
      once more, with the same key.
      """),
    Entry(
      "R0502", "an action could not be delivered",
      """
      The handler said that trying again cannot help, or the kind of failure is listed under `no_retry_on`. See what it \
      said; then `bylaw incident retry`, or `bylaw incident skip` if the action is no longer wanted.
      """),
  ]
}
