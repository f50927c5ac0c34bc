import CEL
import RulesEngine

extension Deliveries {
  /// Whether anybody ever delivered from here. Who does not takes the actions from the decisions, and there is nothing
  /// to take back.
  func areDelivered() throws(StorageError) -> Bool {
    let find = try statement(.hostCount)
    defer { find.reset() }
    return try find.step()
  }

  /// Takes back what nobody has begun to deliver.
  func takeBack(_ reach: WithdrawalReach, reason: String) throws(StorageError) -> [WithdrawnAction] {
    guard try areDelivered() else { return [] }
    var gone: [WithdrawnAction] = []
    for (seq, action) in try waiting(reach) {
      guard try withdraw(seq, reason: reason) else { continue }
      gone.append(action)
    }
    return gone
  }

  private func waiting(
    _ reach: WithdrawalReach
  ) throws(StorageError) -> [(seq: Int64, action: WithdrawnAction)] {
    let find: Statement
    switch reach {
    case .run(let number):
      find = try statement(.waitingOfRun)
      find.bind(number, at: 1)
    case .definition(let name, let subject, let decision):
      guard let by = try journal.existingID(of: name) else { return [] }
      find = try statement(.waitingOfDefinition)
      find.bind(by, at: 1)
      find.bind(subject, at: 2)
      find.bind(decision * Journal.actionLimit, at: 3)
      find.bind(decision * Journal.actionLimit + (Journal.actionLimit - 1), at: 4)
    }
    defer { find.reset() }
    var found: [(seq: Int64, action: WithdrawnAction)] = []
    while try find.step() {
      let seq = find.integer(0)
      found.append(
        (
          seq,
          WithdrawnAction(
            decision: seq / Journal.actionLimit, name: find.text(1), key: find.text(2),
            wasTried: find.integer(3) == 1)
        ))
    }
    return found
  }

  func undelivered(by name: String, subject: String, limit: Int) throws(StorageError) -> [Int64] {
    guard try areDelivered(), let by = try journal.existingID(of: name) else { return [] }
    let find = try statement(.undelivered)
    defer { find.reset() }
    find.bind(by, at: 1)
    find.bind(subject, at: 2)
    find.bind(Int64(limit), at: 3)
    var decisions: [Int64] = []
    while try find.step() { decisions.append(find.integer(0)) }
    return decisions
  }
}
