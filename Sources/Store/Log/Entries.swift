public import CEL
public import RulesEngine

/// An event of the journal with its number.
public struct EventEntry: Sendable {
  /// The number in the journal; the decision on the event has the same.
  public var number: Int64
  /// The event.
  public var event: InboxEvent
}

/// A decision of the journal with the event it is on.
public struct DecisionEntry: Sendable {
  /// The event.
  public var event: EventEntry
  /// The decision; its actions are read apart, where they are asked for.
  public var record: DecisionRecord
  /// How many actions it has.
  public var actionCount: Int
}

/// How far the delivery of an action is.
public enum DeliveryState: String, Sendable, CaseIterable {
  /// It waits: for its turn, its time, or a handler.
  case pending
  /// A host is delivering it.
  case leased
  case delivered
  /// It was given up, because trying again could not help.
  case failed
  /// It was given up after the last attempt.
  case exhausted
  /// It was taken back before it was delivered.
  case withdrawn
}

/// An action of the outbox.
public struct ActionEntry: Sendable {
  /// The number of the decision.
  public var decision: Int64
  /// The position among the decision's actions, from 0.
  public var position: Int
  /// When it was decided.
  public var at: Timestamp
  /// The action.
  public var action: OutboxAction
  /// How far its delivery is.
  public var state: DeliveryState
  /// How often its delivery was tried.
  public var attempts: Int
  /// When the last attempt ended.
  public var triedAt: Timestamp?
  /// When the next attempt is due, for one that waits for it.
  public var nextAt: Timestamp?
  /// Why it is held, was taken back, or did not arrive the last time.
  public var remark: String?
  /// What the handler answered, as JSON.
  public var result: [UInt8]?

  /// The number of the action in the outbox.
  public var number: Int64 { decision * Journal.actionLimit + Int64(position) }
}

/// A timer that has not fired yet.
public struct TimerEntry: Sendable {
  /// Its number; timers of one instant fire in the order of their numbers.
  public var number: Int64
  /// The timer.
  public var timer: Timer
}

/// A place where a person has to look.
public struct IncidentEntry: Sendable, Equatable {
  /// Its number; the incident is named `i-<number>`.
  public var number: Int64
  /// What kind of trouble it is, such as `condition_error`.
  public var kind: String
  /// `open`, or how it was closed.
  public var status: String
  /// The decision it arose in.
  public var decision: Int64?
  /// The definition that failed.
  public var by: String?
  /// The error's code.
  public var code: String
  /// What happened.
  public var message: String
  /// When it was opened.
  public var at: Timestamp
  /// When it was closed.
  public var closedAt: Timestamp?
  /// The number in the outbox of the action that was not delivered.
  public var action: Int64?
  /// The run that is stuck.
  public var run: Int64?
  /// The step at which it is stuck, such as `steps/2`.
  public var path: String?
}

/// An input that could not be processed.
public struct DeadLetterEntry: Sendable {
  /// Its number.
  public var number: Int64
  /// The input, and what is wrong with it.
  public var letter: DeadLetter
}
