internal import CEL
internal import CLuaBridge

/// Fields of values that a script reads in parts.
extension Session {
  mutating func field(_ number: Int32, _ name: String, _ out: UnsafeMutablePointer<bl_value>) -> Bool {
    switch handle(number) {
    case .value(.map(let map)): write(map[name], out)
    case .value(.record(let record)): write(record[name], out)
    case .fields(let source):
      do throws(EvaluationError) {
        write(try source.field(name), out)
      } catch {
        return fail(error, out)
      }
    default: write(nil as Value?, out)
    }
    return true
  }

  func count(_ number: Int32) -> Int {
    switch handle(number) {
    case .value(.list(let list)): list.count
    case .value(.map(let map)): map.count
    case .value(.record(let record)): record.layout.fields.count
    case .fields(let source): source.fieldNames.count
    default: 0
    }
  }

  mutating func element(_ number: Int32, _ index: Int64, _ out: UnsafeMutablePointer<bl_value>) -> Bool {
    let position = Int(clamping: index)
    switch handle(number) {
    case .value(.list(let list)): write(at(position, in: list.elements), out)
    case .value(.map(let map)): write(at(position, in: map.values), out)
    case .value(.record(let record)): write(at(position, in: record.values) ?? nil, out)
    case .fields(let source):
      guard let name = at(position, in: source.fieldNames) else { break }
      return field(number, name, out)
    default: write(nil as Value?, out)
    }
    return true
  }

  mutating func key(_ number: Int32, _ index: Int64, _ out: UnsafeMutablePointer<bl_value>) -> Bool {
    let position = Int(clamping: index)
    switch handle(number) {
    case .value(.map(let map)): write(at(position, in: map.keys), out)
    case .value(.record(let record)): write(at(position, in: record.layout.fields).map(Value.string), out)
    case .fields(let source): write(at(position, in: source.fieldNames).map(Value.string), out)
    default: write(nil as Value?, out)
    }
    return true
  }

  private func at<Element>(_ index: Int, in elements: [Element]) -> Element? {
    elements.indices.contains(index) ? elements[index] : nil
  }

  /// Properties of exact values and of errors.
  mutating func property(
    _ value: UnsafePointer<bl_value>, _ name: String, _ out: UnsafeMutablePointer<bl_value>
  ) -> Bool {
    if bl_kind(UInt32(value.pointee.kind)) == BL_ERROR {
      let error = error(value.pointee.handle)
      let found = name == "message" ? error?.message : name == "code" ? error?.code : nil
      write(found.map(Value.string), out)
      return true
    }
    let result: Value? =
      switch (try? read(value.pointee), name) {
      case (.money(let money), "amount"): .decimal(money.amount)
      case (.money(let money), "currency"): .string(money.currency.code)
      case (.decimal(let decimal), "scale"): .int(Int64(decimal.scale))
      case (.timestamp(let instant), "seconds"): .int(instant.seconds)
      case (.timestamp(let instant), "nanoseconds"): .int(Int64(instant.nanoseconds))
      case (.duration(let length), "nanoseconds"): .int(length.nanoseconds)
      case (.duration(let length), "seconds"): .int(length.nanoseconds / 1_000_000_000)
      default: nil
      }
    write(result, out)
    return true
  }
}
