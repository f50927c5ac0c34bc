public import CEL
public import RulesEngine

extension RuleHost {
  /// Gives a name of action its handler; what waited for it is delivered from the next step on.
  ///
  /// - Parameter handler: carries out one action, perhaps more than once with the same `key`. It throws
  ///   `DeliveryFailure.transient` or `.permanent`, and returns what the outcome says, if anything.
  public func onAction(
    _ name: String, _ handler: @escaping @Sendable (Delivery) async throws -> JSON?
  ) {
    onAction(name, deliverBy: ClosureHandler(body: handler))
  }

  /// Gives a name of action its handler.
  public func onAction(_ name: String, deliverBy handler: any ActionHandler) {
    handlers[name] = handler
    dispatcher.use(handlers)
    alarm.ring()
  }

  /// Gives all actions that have no handler of their own this one.
  public func onOtherActions(deliverBy handler: any ActionHandler) {
    handlers.fallback = handler
    dispatcher.use(handlers)
    alarm.ring()
  }

  /// One step: fires the timers that are due, records what handlers have come back with, and starts handlers for what
  /// is due. It does not wait for them.
  ///
  /// - Returns: what the timers led to.
  @discardableResult
  public func tick() throws -> [Decision] {
    guard let now = engine.present ?? engine.now else { return [] }
    var decisions: [Decision] = []
    if try engine.hasRequests { decisions = try inBatch { try engine.performRequests() } }
    if let due = try engine.nextTimer(), due <= now { decisions += try fireTimers(until: now) }
    guard try dispatcher.hasWork(at: now) else { return decisions }
    do {
      decisions += try inBatch { try dispatcher.work(at: now) }
    } catch {
      dispatcher.abandon()
      throw error
    }
    dispatcher.launch()
    return decisions
  }

  /// How many actions are with their handlers at this moment.
  public var actionsInFlight: Int { dispatcher.inFlight }

  /// What has been delivered, tried again and given up since the host was made.
  public var deliveries: Dispatcher.Counters { dispatcher.counters }

  /// Works until nothing is due any more and all handlers have come back. What is due later stays.
  public func settle() async throws {
    while true {
      try tick()
      if try isSettled() { return }
      await alarm.wait(seconds: 1)
    }
  }

  /// Whether nothing is due. A function of its own: the optimizer does not get through it inside the loop that waits.
  @inline(never)
  private func isSettled() throws -> Bool {
    guard dispatcher.inFlight == 0 else { return false }
    guard let now = engine.present ?? engine.now else { return true }
    return try !dispatcher.hasWork(at: now)
  }

  /// Fires timers and delivers actions until the task is cancelled; then what is out is given back, to be delivered
  /// again by the next run. Events go on being processed by `process` meanwhile.
  public func run() async throws {
    while !Task.isCancelled {
      try tick()
      await alarm.wait(seconds: try secondsToNext())
    }
    try giveBack()
  }

  /// Ends what is out and puts it back into the outbox.
  public func giveBack() throws {
    guard dispatcher.inFlight > 0, let now = engine.present ?? engine.now else { return }
    _ = try inBatch { try dispatcher.giveBack(at: now) }
  }

  /// How long nothing will be due; at most a second, since a clock may be set meanwhile.
  private func secondsToNext() throws -> Double {
    guard let now = engine.present ?? engine.now else { return 1 }
    let instants = [try engine.nextTimer(), try dispatcher.nextInstant(after: now)].compactMap(\.self)
    guard let next = instants.min(), let wait = next.since(now) else { return 1 }
    return min(max(Double(wait.nanoseconds) / 1e9, 0), 1)
  }
}
