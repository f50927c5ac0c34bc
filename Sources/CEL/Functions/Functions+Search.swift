extension Functions {
  /// The first place of `part` at or after `start`, in time linear to both.
  static func find<Element: Equatable>(_ part: [Element], in whole: [Element], from start: Int) -> Int? {
    guard let first = part.first else { return start <= whole.count ? start : nil }
    guard whole.count >= part.count, start <= whole.count - part.count else { return nil }
    guard part.count <= 16 else { return search(part, in: whole, from: start) }
    return (start...whole.count - part.count).first { place in
      whole[place] == first && whole[place..<place + part.count].elementsEqual(part)
    }
  }

  /// The search of Knuth, Morris and Pratt: the table says how much of a failed match can be kept.
  private static func search<Element: Equatable>(
    _ part: [Element], in whole: [Element], from start: Int
  ) -> Int? {
    var kept = Array(repeating: 0, count: part.count)
    var length = 0
    for place in 1..<part.count {
      while length > 0, part[place] != part[length] { length = kept[length - 1] }
      if part[place] == part[length] { length += 1 }
      kept[place] = length
    }
    length = 0
    for place in start..<whole.count {
      while length > 0, whole[place] != part[length] { length = kept[length - 1] }
      if whole[place] == part[length] { length += 1 }
      if length == part.count { return place - length + 1 }
    }
    return nil
  }
}
