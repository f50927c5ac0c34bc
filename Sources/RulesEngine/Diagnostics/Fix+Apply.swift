/// A text after fixes were applied to it.
public struct FixedText: Sendable, Equatable {
  /// The new text.
  public var text: String
  /// How many fixes were applied.
  public var applied: Int
  /// How many were left out, because they overlap an earlier one or lie outside the text.
  public var skipped: Int
}

/// Applies the safe fixes of one file to its text.
///
/// Fixes are taken in order of their first edit; one that touches text already changed is left for the next
/// round.
/// The spans are those of the text as given, so no edit shifts another.
///
/// - Parameters:
///   - fixes: the fixes of this one file; those that are not `safe` are ignored.
///   - text: the text the spans refer to.
public func applyFixes(_ fixes: [Fix], to text: String) -> FixedText {
  let bytes = Array(text.utf8)
  let candidates = fixes.filter { $0.applicability == .safe && !$0.edits.isEmpty }
    .enumerated()
    .sorted { (firstOffset($0.element), $0.offset) < (firstOffset($1.element), $1.offset) }
    .map(\.element)
  var accepted: [Fix.Edit] = []
  var applied = 0
  for fix in candidates {
    let fresh = fix.edits.filter { !accepted.contains($0) }
    let fits = fresh.allSatisfy { edit in
      isInside(edit.span.range, bytes) && !accepted.contains { overlaps($0.span.range, edit.span.range) }
    }
    guard fits else { continue }
    accepted += fresh
    applied += 1
  }
  return FixedText(text: rewrite(bytes, accepted), applied: applied, skipped: candidates.count - applied)
}

private func firstOffset(_ fix: Fix) -> Int {
  fix.edits.map(\.span.start.offset).min() ?? 0
}

/// Whether the range lies in the text and splits no character.
private func isInside(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
  func isBoundary(_ offset: Int) -> Bool { offset == bytes.count || bytes[offset] & 0xC0 != 0x80 }
  return range.lowerBound >= 0 && range.upperBound <= bytes.count
    && isBoundary(range.lowerBound) && isBoundary(range.upperBound)
}

/// Two insertions at one place also count as overlapping: their order would be a guess.
private func overlaps(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
  left.lowerBound == right.lowerBound
    || (left.lowerBound < right.upperBound && right.lowerBound < left.upperBound)
}

private func rewrite(_ bytes: [UInt8], _ edits: [Fix.Edit]) -> String {
  var result: [UInt8] = []
  var next = 0
  for edit in edits.sorted(by: { $0.span.start < $1.span.start }) {
    result += bytes[next..<edit.span.range.lowerBound]
    result += edit.replacement.utf8
    next = edit.span.range.upperBound
  }
  result += bytes[next...]
  return String(decoding: result, as: UTF8.self)
}
