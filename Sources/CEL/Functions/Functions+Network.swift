extension Functions {
  private static let ipType = ValueType.opaque("net.IP", [])
  private static let cidrType = ValueType.opaque("net.CIDR", [])

  static let network: [FunctionDeclaration] = [
    function(
      "ip", plain([.string], ipType) { (it) throws(EvaluationError) in .opaque(try parse(it[0])) },
      method([cidrType], ipType) { (it) throws(EvaluationError) in .opaque(try block(it[0]).address) }),
    function(
      "cidr",
      plain([.string], cidrType) { (it) throws(EvaluationError) in
        .opaque(try parseBlock(it[0]))
      }),
    function(
      "isIP",
      plain([.string], .bool) { (it) throws(EvaluationError) in
        .bool(NetworkAddress(try text(it[0])) != nil)
      }),
    function(
      "isCIDR",
      plain([.string], .bool) { (it) throws(EvaluationError) in
        .bool(NetworkBlock(try text(it[0])) != nil)
      }),
    function(
      "ip.isCanonical",
      plain([.string], .bool) { (it) throws(EvaluationError) in
        .bool(sameText(try parse(it[0]).description, try text(it[0])))
      }),
    function(
      "family",
      method([ipType], .int) { (it) throws(EvaluationError) in
        .int(try address(it[0]).isV4 ? 4 : 6)
      }),
    test("isUnspecified") { $0.octets.allSatisfy { $0 == 0 } },
    test("isLoopback") { $0.isV4 ? $0.octets[0] == 127 : isLoopback6($0) },
    test("isLinkLocalUnicast") {
      $0.isV4
        ? $0.octets[0] == 169 && $0.octets[1] == 254 : $0.octets[0] == 0xFE && $0.octets[1] & 0xC0 == 0x80
    },
    test("isLinkLocalMulticast") {
      $0.isV4 ? $0.octets.starts(with: [224, 0, 0]) : $0.octets[0] == 0xFF && $0.octets[1] & 0x0F == 2
    },
    test("isGlobalUnicast", isGlobalUnicast),
    function(
      "containsIP", method([cidrType, ipType], .bool, containsIP),
      method([cidrType, .string], .bool, containsIP)),
    function(
      "containsCIDR", method([cidrType, cidrType], .bool, containsBlock),
      method([cidrType, .string], .bool, containsBlock)),
    function(
      "masked",
      method([cidrType], cidrType) { (it) throws(EvaluationError) in
        .opaque(try block(it[0]).masked)
      }),
    function(
      "prefixLength",
      method([cidrType], .int) { (it) throws(EvaluationError) in
        .int(Int64(try block(it[0]).prefix))
      }),
  ]

  private static func test(
    _ name: String, _ test: @escaping @Sendable (NetworkAddress) -> Bool
  ) -> FunctionDeclaration {
    function(
      name, method([ipType], .bool) { (it) throws(EvaluationError) in .bool(test(try address(it[0]))) })
  }

  @Sendable private static func isLoopback6(_ address: NetworkAddress) -> Bool {
    address.octets.dropLast().allSatisfy { $0 == 0 } && address.octets.last == 1
  }

  @Sendable private static func isGlobalUnicast(_ address: NetworkAddress) -> Bool {
    let octets = address.octets
    if octets.allSatisfy({ $0 == 0 }) { return false }
    if address.isV4 {
      return octets[0] != 127 && !(octets[0] == 169 && octets[1] == 254) && octets[0] & 0xF0 != 224
        && !octets.allSatisfy { $0 == 255 }
    }
    return !isLoopback6(address) && octets[0] != 0xFF && !(octets[0] == 0xFE && octets[1] & 0xC0 == 0x80)
  }

  private static func parse(_ value: Value) throws(EvaluationError) -> NetworkAddress {
    let text = try text(value)
    guard let address = NetworkAddress(text) else { throw invalid("\(quoted(text)) is not an IP address") }
    return address
  }

  private static func parseBlock(_ value: Value) throws(EvaluationError) -> NetworkBlock {
    let text = try text(value)
    guard let block = NetworkBlock(text) else {
      throw invalid("\(quoted(text)) is not a block of IP addresses")
    }
    return block
  }

  private static func address(_ value: Value) throws(EvaluationError) -> NetworkAddress {
    if case .string = value { return try parse(value) }
    if case .opaque(let opaque) = value, let address = opaque as? NetworkAddress { return address }
    throw wrong(value, "an IP address")
  }

  private static func block(_ value: Value) throws(EvaluationError) -> NetworkBlock {
    if case .string = value { return try parseBlock(value) }
    if case .opaque(let opaque) = value, let block = opaque as? NetworkBlock { return block }
    throw wrong(value, "a block of IP addresses")
  }

  @Sendable private static func containsIP(_ it: Arguments) throws(EvaluationError) -> Value {
    .bool(try block(it[0]).contains(try address(it[1])))
  }

  @Sendable private static func containsBlock(_ it: Arguments) throws(EvaluationError) -> Value {
    let (outer, inner) = (try block(it[0]), try block(it[1]))
    return .bool(outer.prefix <= inner.prefix && outer.contains(inner.address))
  }
}
