public import CEL
public import RulesEngine
internal import Store

/// Takes actions from the outbox to their handlers and records what became of them.
///
/// Belongs to the thread of its engine. `work` does everything that writes, inside the engine's open batch; `launch`
/// starts the handlers, once what was leased is durable. Handlers run on Swift's own threads, at most
/// `Options.concurrency` of them: a handler that does not come back keeps its place, so that a stalled receiver never
/// fills the memory.
public final class Dispatcher {
  /// How a dispatcher is tuned.
  public struct Options: Sendable {
    /// What the host is called in the journal.
    public var name = "host"
    /// At most so many handlers at a time.
    public var concurrency = 16
    /// Another seed gives other waits between attempts.
    public var seed: UInt64 = 0
    /// How much longer than an action's `timeout` its lease lasts.
    public var leaseMargin = Duration(nanoseconds: 60_000_000_000)

    public init() {}
  }

  /// What has been done since the start.
  public struct Counters: Sendable, Equatable {
    /// Actions that were delivered.
    public var delivered = 0
    /// Attempts that failed and are made again.
    public var retried = 0
    /// Actions that were given up.
    public var givenUp = 0
    /// Outcomes that came after their lease had ended.
    public var late = 0
  }

  private struct Flight {
    var action: LeasedAction
    var deadline: Double
    var task: Task<Void, Never>?
  }

  /// What has been done since the start.
  public private(set) var counters = Counters()
  /// Whether nothing more is taken out of the outbox.
  public var isDraining = false
  /// Told of each outcome once it is durable.
  public var onOutcome: ((LeasedAction, AttemptOutcome) -> Void)?
  private let engine: Engine
  private let options: Options
  private let mailbox: Mailbox
  private var handlers: ActionHandlers
  private var owner = ""
  private var hasTakenOver = false
  private var flights: [Lease: Flight] = [:]
  /// Leased in the open batch; started when it is durable.
  private var claimed: [LeasedAction] = []
  /// Read from the mailbox and not yet durable.
  private var unsettled: [Mailbox.Letter] = []
  /// What was recorded in the open batch.
  private var settled: [Lease: AttemptOutcome] = [:]
  private var latest: Timestamp?

  /// A dispatcher for the actions that `handlers` can deliver.
  ///
  /// - Parameter wake: called from any thread when a handler has come back and `work` is due.
  public init(
    engine: Engine, handlers: ActionHandlers, options: Options = Options(),
    wake: @escaping @Sendable () -> Void
  ) {
    self.engine = engine
    self.handlers = handlers
    self.options = options
    mailbox = Mailbox(wake: wake)
  }

  /// Delivers by other handlers from here on; what is out is finished by the old ones.
  public func use(_ handlers: ActionHandlers) {
    self.handlers = handlers
    hasTakenOver = false
  }

  /// How many actions are out.
  public var inFlight: Int { flights.count }

  /// How many more actions may be out.
  private var room: Int {
    isDraining ? 0 : max(0, options.concurrency - mailbox.running - claimed.count)
  }

  /// Whether `work` would do something at this instant.
  public func hasWork(at now: Timestamp) throws(StorageError) -> Bool {
    if !mailbox.isEmpty || !unsettled.isEmpty || !expired().isEmpty { return true }
    guard !handlers.isEmpty else { return false }
    if !hasTakenOver || latest.map({ now < $0 }) ?? false { return true }
    guard room > 0, let next = try engine.store.nextDelivery(for: owner) else { return false }
    return next <= now
  }

  /// When there is something to do again without anybody calling: an attempt that is due, or one that takes too long.
  public func nextInstant(after now: Timestamp) throws(StorageError) -> Timestamp? {
    let seconds = flights.values.map(\.deadline).min().map { max(0, $0 - EngineClock.monotonicSeconds()) }
    let limit = seconds.flatMap { now.adding(Duration(nanoseconds: Int64(min($0, 86_400) * 1e9))) }
    guard !handlers.isEmpty, room > 0 else { return limit }
    return [limit, try engine.store.nextDelivery(for: owner)].compactMap(\.self).min()
  }
}

// MARK: One step

extension Dispatcher {
  /// Records what handlers have come back with and leases what is due, in the engine's open batch.
  public func work(at now: Timestamp) throws {
    try takeOver(at: now)
    unsettled += mailbox.take()
    for letter in unsettled { try settle(letter, at: now) }
    for lease in expired() where settled[lease] == nil {
      guard let flight = flights[lease] else { continue }
      flight.task?.cancel()
      let limit = settings(of: flight.action).timeout
      let failure = DeliveryFailure.transient(
        "it took longer than \(Value.duration(limit).text)", kind: "timeout")
      try settle(Mailbox.Letter(lease: lease, result: .failure(failure)), at: now)
    }
    guard !handlers.isEmpty, room > 0 else { return }
    claimed += try engine.store.claim(
      Claim(owner: owner, lease: longestLease, limit: room, now: now, names: handlers.names))
  }

  /// Starts the handlers of what was leased. To be called when the batch of `work` has been committed.
  public func launch() {
    unsettled.removeAll()
    for (lease, outcome) in settled {
      if let flight = flights.removeValue(forKey: lease) { onOutcome?(flight.action, outcome) }
      count(outcome)
    }
    settled.removeAll()
    for action in claimed {
      let lease = action.lease
      guard let handler = handlers[action.action.name] else { continue }
      let limit = Double(settings(of: action).timeout.nanoseconds) / 1e9
      let delivery = Delivery(action: action.action, attempt: action.tries)
      flights[lease] = Flight(
        action: action, deadline: EngineClock.monotonicSeconds() + limit,
        task: mailbox.start(handler, delivery, for: lease))
    }
    claimed.removeAll()
  }

  /// Forgets what was leased in a batch that was undone.
  public func abandon() {
    claimed.removeAll()
    settled.removeAll()
  }

  /// Ends what is out and gives it back, in the engine's open batch: it is delivered again after the next start.
  public func giveBack(at now: Timestamp) throws(StorageError) {
    for (lease, flight) in flights.sorted(by: { $0.key.number < $1.key.number }) {
      flight.task?.cancel()
      _ = try engine.store.complete(lease, .interrupted, at: now)
    }
    flights.removeAll()
  }

  private func takeOver(at now: Timestamp) throws {
    if let latest, now < latest { try engine.store.clockWentBack(to: now) }
    latest = now
    guard !hasTakenOver, !handlers.isEmpty else { return }
    if owner.isEmpty { owner = try engine.store.enrol(options.name) }
    try engine.store.takeOver(owner: owner, delivering: handlers.names, at: now)
    hasTakenOver = true
  }

  private func expired() -> [Lease] {
    guard !flights.isEmpty else { return [] }
    let now = EngineClock.monotonicSeconds()
    return flights.filter { $0.value.deadline <= now }.keys.sorted { $0.number < $1.number }
  }

  private var longestLease: Duration {
    let longest = engine.rulebook.actions.map(\.delivery.timeout).max() ?? .zero
    return max(longest, DeliverySettings().timeout).adding(options.leaseMargin) ?? options.leaseMargin
  }

  private func settings(of action: LeasedAction) -> DeliverySettings {
    engine.rulebook.action(named: action.action.name)?.delivery ?? DeliverySettings()
  }
}

// MARK: Outcomes

extension Dispatcher {
  private func settle(_ letter: Mailbox.Letter, at now: Timestamp) throws {
    // Nobody waits any more for what took too long or was given back.
    guard settled[letter.lease] == nil, let flight = flights[letter.lease] else {
      return counters.late += 1
    }
    let outcome = outcome(letter, flight.action, at: now)
    settled[letter.lease] = try engine.settle(flight.action, outcome, at: now) ? outcome : .interrupted
  }

  private func count(_ outcome: AttemptOutcome) {
    switch outcome {
    case .delivered: counters.delivered += 1
    case .retry: counters.retried += 1
    case .gaveUp: counters.givenUp += 1
    case .interrupted: counters.late += 1
    }
  }

  private func outcome(
    _ letter: Mailbox.Letter, _ action: LeasedAction, at now: Timestamp
  ) -> AttemptOutcome {
    switch letter.result {
    case .success(let result): return .delivered(result: result)
    case .failure(let failure):
      let policy = settings(of: action).retry
      let verdict = policy.verdict(
        on: failure, attempt: action.tries, first: action.firstTriedAt, now: now, key: action.action.key,
        seed: options.seed)
      switch verdict {
      case .retry(let next): return .retry(failure, at: next)
      case .failed: return .gaveUp(failure, .init(isExhausted: false, then: policy.onExhausted))
      case .exhausted: return .gaveUp(failure, .init(isExhausted: true, then: policy.onExhausted))
      }
    }
  }
}
