package import CEL

/// `dwell: low-rating`, as written: a condition that stays true for a while, for one key.
package struct DwellDraft: Sendable {
  package var header: DefinitionHeader
  package var condition: Node
  package var length: WaitDraft
  package var key: Node
  package var emit: Located<String>
  /// How late an event may come and still count by its own time.
  package var grace = Duration.zero
}

/// `crossing: low-stock`, as written: a value that passes a level, once until it has come back.
package struct CrossingDraft: Sendable {
  package var header: DefinitionHeader
  package var value: Node
  package var isAbove: Bool
  package var level: Node
  /// Where it has come back; the level itself where it is not said.
  package var reset: Node?
  package var key: Node
  package var emit: Located<String>
}

/// `burst: payment-trouble`, as written: so many events within a time, for one key.
package struct BurstDraft: Sendable {
  package var header: DefinitionHeader
  package var count: Int
  package var over: Duration
  package var key: Node
  package var emit: Located<String>
}
