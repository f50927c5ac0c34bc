internal import CEL

extension RunMachine {
  /// A run that could not be carried out goes on as if what it missed came now.
  func recover(_ effects: inout Effects) throws(ProcessingError) {
    guard let missed = state.missed else { return }
    state.missed = nil
    let asked = state.tokens.compactMap { token -> Int64? in
      guard case .incident(let number) = token.wait else { return nil }
      return number
    }
    let now = now
    try runs.storing { storage throws(StorageError) in
      for incident in try storage.openIncidents(run: self.record.number) where !asked.contains(incident) {
        try storage.closeIncident(incident, as: "closed: its definition fits again", at: now)
      }
    }
    if !hasBegun { record.status = .queued }
    for wake in missed { try make(up: wake, &effects) }
    try save()
    try beginIfFirst(&effects)
  }

  /// A run that waits for its turn has no thread of control yet.
  private var hasBegun: Bool { state.next > 1 }

  private func beginIfFirst(_ effects: inout Effects) throws(ProcessingError) {
    guard record.status == .queued else { return }
    let open = try runs.storing { storage throws(StorageError) in
      try storage.openRuns(workflow: self.plan.name, key: self.record.key)
    }
    if open.first == record.number { try begin(&effects) }
  }

  private func make(up missed: MissedWake, _ effects: inout Effects) throws(ProcessingError) {
    switch missed {
    case .timer(let token): try fire(token, &effects)
    case .action(let key, let status, let result):
      guard let token = state.tokens.first(where: { $0.wait == .action(key) }) else { return }
      try settle(token.id, status, result, &effects)
    case .event(let number, let token, let expression):
      let wait = RunWait(run: record.number, token: token, event: "", expression: expression, value: "")
      guard let event = try runs.kept(number), try runs.fits(self, wait, event, &effects) else { return }
      if token < 0 {
        try end(.cancelled, event.typeName, &effects)
      } else {
        try wake(token, by: number, &effects)
      }
    }
  }
}
