/// One test of one field: its key lies in an interval. 24 bytes.
struct KeyTest {
  /// The least key that passes; for sets the first of their keys in `IndexTables.keys`.
  var low: Int64
  /// The greatest key that passes, minus the least; for sets the number of their keys.
  var span: UInt64
  /// In a posting: the term that is left to verify.
  var term: Int32
  var field: UInt16
  var op: Op
  /// In a posting: how many of the term's tests are settled once this one passes; `Self.allTests` for a test that
  /// says nothing of the others.
  var settled: UInt8

  static let allTests: UInt8 = 255

  /// What to do with the key.
  struct Op: OptionSet {
    let rawValue: UInt8
    /// The interval, and nothing special.
    static let plain: Op = []
    /// Passes outside; a missing slot does not pass.
    static let outside = Op(rawValue: 1)
    static let set = Op(rawValue: 2)
    /// A missing slot passes: the term has parts whose failure must be seen.
    static let lenient = Op(rawValue: 4)
    static let deferred = Op(rawValue: 8)
  }
}

/// A conjunction of tests that, when all pass, makes a rule a candidate.
struct Term {
  /// The first of its tests. Those that the access to it settles come last.
  var tests: Int32
  /// How many tests are verified.
  var unsettled: UInt8
  /// How many tests it has.
  var total: UInt8
  /// Whether the rule must still be evaluated.
  var needsEvaluation: Bool
  var rule: Int32
}

/// Postings of terms that a combination of keys has in common.
struct Bucket {
  var code: UInt64
  /// Postings to try one by one.
  var first: Int32 = 0
  var count: Int32 = -1
  /// Postings to find by interval.
  var firstGrid: Int32 = 0
  var gridCount: Int32 = 0
}

/// All terms that demand equality of the same fields: a table of buckets by the fields' keys.
struct Group {
  /// The first of its fields in `IndexTables.groupFields`.
  var fields: Int32
  var fieldCount: Int32
  /// Open addressing over `1 << (64 - shift)` buckets; a free one has a count of -1.
  var buckets: Int32
  var shift: UInt64
  /// Postings to try when one of the fields is missing.
  var wild: Int32
  var wildCount: Int32
  /// The first rule of the group.
  var leastTerm: Int32
}

/// A field of a group, and where its key stands in the group's codes.
struct GroupField {
  var field: Int32
  var shift: UInt64
}

/// Intervals of one field, in levels of ever coarser blocks: each interval stands in the one or two blocks of the
/// finest level that cover it.
struct Grid {
  var field: Int32
  /// The sorted keys where an interval begins, or ends just before.
  var bounds: Int32
  var boundCount: Int32
  var levels: Int32
  /// Where the postings of each block begin, level by level, with one entry more after each level.
  var offsets: Int32
  /// Postings to try when the field is missing.
  var wild: Int32
  var wildCount: Int32

  /// Each level's blocks are four of the level below.
  static let fanout = 2
}

/// Everything a search reads, in a few contiguous pieces.
struct IndexTables {
  var fields: UnsafeMutablePointer<Field>
  var fieldCount: Int
  var terms: UnsafeMutablePointer<Term>
  var termCount: Int
  var tests: UnsafeMutablePointer<KeyTest>
  var postings: UnsafeMutablePointer<KeyTest>
  var groups: UnsafeMutablePointer<Group>
  var groupCount: Int
  var groupFields: UnsafeMutablePointer<GroupField>
  var buckets: UnsafeMutablePointer<Bucket>
  var grids: UnsafeMutablePointer<Grid>
  var bounds: UnsafeMutablePointer<Int64>
  var offsets: UnsafeMutablePointer<Int32>
  /// The keys of sets, each set ascending.
  var keys: UnsafeMutablePointer<Int64>
  /// The bucket of the terms that demand no equality.
  var root: Bucket
  /// The most candidates there can be.
  var hitCapacity: Int
  /// Whether a rule can have several terms.
  var hasRepeats: Bool
}
