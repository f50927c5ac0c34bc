import Foundation
import Testing

/// `examples/embedding`, built and run as its readers would. The build is kept in `.build/embedding`, so that only what
/// has changed is built again; `BYLAW_QUICK=1` in the environment leaves it out.
@Suite struct EmbeddingTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["BYLAW_QUICK"] == nil, "BYLAW_QUICK is set"))
  func `the example of embedding builds, and does what it says`() throws {
    let output = try Tool.shell(
      """
      command -v swift >/dev/null || { echo skipped; exit; }
      swift build --package-path examples/embedding --scratch-path .build/embedding >"$1" 2>&1 ||
        { tail -n 20 "$1"; exit 1; }
      .build/embedding/debug/Garage examples/embedding/rules
      """, FileManager.default.temporaryDirectory.appending(path: "bylaw-embedding.log").path)
    guard output != "skipped\n" else {
      print("skipped: there is no swift to build examples/embedding with")
      return
    }
    #expect(
      output == """
        preview: ["rule/booking-fee"]
        decided: d-2 ["rule/booking-fee"]
        again: 0 decisions
        retried: 1
        charge (attempt 2, new): {"repair":"brakes","amount":"12.00","currency":"USD"}
        notify: {"text":"Ada, shall we go on with brakes?"}
        delivered: 2
        why: rule/booking-fee ["event.amount (240.00 USD) >= 100.00 → true"]

        """)
  }
}
