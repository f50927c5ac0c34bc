/// The tables of an index while they grow.
struct IndexLayout {
  var terms: [Term] = []
  var tests: [KeyTest] = []
  var postings: [KeyTest] = []
  var groups: [Group] = []
  var groupFields: [GroupField] = []
  var buckets: [Bucket] = []
  var grids: [Grid] = []
  var bounds: [Int64] = []
  var offsets: [Int32] = []
  var keys: [Int64] = []

  /// Files a term under its unsettled test number `skipped`: the tests before that are settled by how it is reached.
  mutating func post(_ number: Int, after skipped: Int = 0) {
    let term = terms[number]
    var posting = KeyTest.always
    posting.settled = UInt8(skipped)
    if skipped < Int(term.unsettled) {
      posting = tests[Int(term.tests) + skipped]
      posting.settled = UInt8(skipped + 1)
    }
    posting.term = Int32(number)
    postings.append(posting)
  }

  /// Files terms to be tried with all their tests, also those that usually lead to them.
  mutating func postWhole(_ numbers: [Int]) {
    for number in numbers {
      var posting = KeyTest.always
      posting.settled = KeyTest.allTests
      posting.term = Int32(number)
      postings.append(posting)
    }
  }

  /// Adds a group with its buckets in an unsettled-addressing table.
  mutating func add(
    group signature: Signature, _ shifts: [UInt64], _ filled: [Bucket], wild: [Int], leastTerm: Int
  ) {
    var bits = 1
    while 1 << bits < filled.count * 2 { bits += 1 }
    let shift = UInt64(64 - bits)
    let start = buckets.count
    buckets += Array(repeating: Bucket(code: 0), count: 1 << bits)
    for bucket in filled {
      var place = Bucket.place(of: bucket.code, shift: shift)
      while buckets[start + place].count >= 0 { place = (place + 1) & (1 << bits - 1) }
      buckets[start + place] = bucket
    }
    groups.append(
      Group(
        fields: Int32(groupFields.count), fieldCount: Int32(signature.count), buckets: Int32(start),
        shift: shift,
        wild: Int32(postings.count), wildCount: Int32(wild.count), leastTerm: Int32(leastTerm)))
    for (field, shift) in zip(signature, shifts) {
      groupFields.append(GroupField(field: Int32(field), shift: shift))
    }
    postWhole(wild)
  }
}
