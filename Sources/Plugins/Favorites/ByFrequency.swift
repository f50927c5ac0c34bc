internal import CEL

/// What somebody chooses most often.
enum ByFrequency {
  /// Each text once, the most frequent first; of those that are equally frequent the one that comes first in the list.
  static func texts(_ list: [String]) -> [String] {
    var counts: [(text: String, count: Int)] = []
    var places: [String: Int] = [:]
    for text in list {
      if let place = places[text] {
        counts[place].count += 1
      } else {
        places[text] = counts.count
        counts.append((text, 1))
      }
    }
    return counts.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element.text)
  }

  static var function: FunctionDeclaration {
    FunctionDeclaration(
      name: "by_frequency",
      overloads: [
        Overload(
          id: "by_frequency_list_string", parameters: [.list(.string)], result: .list(.string), cost: 10,
          costPerElement: 2
        ) { it throws(EvaluationError) in
          guard case .list(let list) = it[0] else {
            throw EvaluationError(.noSuchOverload, "by_frequency takes a list of texts")
          }
          return .list(List(texts(list.elements.map(\.text)).map(Value.string)))
        }
      ],
      documentation:
        "Each text of a list once, the most frequent first: by_frequency(customer.services.map(s, s.provider_id))"
    )
  }
}
