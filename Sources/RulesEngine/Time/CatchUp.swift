package import CEL

/// What becomes of the runs of a schedule that fell due while nothing was running.
package struct CatchUp: Sendable, Equatable {
  package enum Runs: String, Sendable, CaseIterable {
    /// They are left out.
    case none
    /// The last of them is made up for.
    case latest
    /// Each of them is made up for, in order; at most the last `limit`.
    case all
  }

  package var runs = Runs.latest
  /// Runs that fell due longer ago than this are left out; nil is no bound.
  package var within: Duration?

  package init() {}

  /// The most runs that are made up for.
  static let limit = 1_000
  /// A run that is later than this was missed.
  static let tolerance = Duration(nanoseconds: 60_000_000_000)

  /// The instant from which on runs are made up for at `present`.
  func earliest(at present: Timestamp) -> Timestamp? {
    switch runs {
    case .none: present.subtracting(Self.tolerance)
    case .latest, .all: within.flatMap { present.subtracting($0) }
    }
  }
}
