import Foundation
import Testing

/// Runs of workflows that are killed while they wait, loop, call and fail.
@Suite struct WorkflowCrashTests {
  /// `scripts/crash-test-workflows` is the long version.
  @Test func `killed at 25 moments, workflows end as if nothing had happened`() throws {
    let scratch = try Scratch()
    let seed = ProcessInfo.processInfo.environment["BYLAW_SEED"] ?? "20261121"
    let said = try SQL.script(
      "Tests/Data/workflow_crash_test.py", Tool.path.path, scratch.folder.path, "25", "2000", seed)
    #expect(said.hasPrefix("25 kills over 2000 events (seed \(seed))"), "\(said)")
    #expect(said.contains("are equal, table by table; each timer fired once"), "\(said)")
  }
}
