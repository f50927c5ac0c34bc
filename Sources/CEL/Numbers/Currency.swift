/// An ISO 4217 currency.
public struct Currency: Sendable, Hashable {
  /// Three letters of five bits each.
  private let packed: UInt16

  /// The currency of an alphabetic code such as `USD`; nil when ISO 4217 has none of that code.
  public init?(code: String) {
    guard let packed = Self.pack(code), Self.digits[packed] != nil else { return nil }
    self.packed = packed
  }

  /// The alphabetic code, for example `JPY`.
  public var code: String {
    let letters = [packed >> 10, packed >> 5, packed].map { UInt8($0 & 31) + UInt8(ascii: "A") }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The number of digits of the minor unit: USD 2, JPY 0, KWD 3. Currencies without one have 0.
  public var minorUnits: Int { Int(Self.digits[packed] ?? 2) }

  /// Every known code in alphabetical order.
  public static let allCodes: [String] = table.flatMap { codes($0.1) }.sorted()

  private static func pack(_ code: String) -> UInt16? {
    guard code.utf8.count == 3 else { return nil }
    var packed: UInt16 = 0
    for octet in code.utf8 {
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) else { return nil }
      packed = packed << 5 | UInt16(octet - UInt8(ascii: "A"))
    }
    return packed
  }

  private static func codes(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private static let digits: [UInt16: UInt8] = {
    var all: [UInt16: UInt8] = [:]
    for (digits, text) in table {
      for code in codes(text) { if let packed = pack(code) { all[packed] = digits } }
    }
    return all
  }()

  private static let table: [(UInt8, String)] = [
    (
      0,
      """
      BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF \
      XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX
      """
    ),
    (
      2,
      """
      AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
      CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ \
      GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD \
      MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON \
      RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS \
      UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
      """
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
  ]
}

extension Currency: CustomStringConvertible {
  public var description: String { code }
}
