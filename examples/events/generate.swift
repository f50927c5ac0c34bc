// Makes the three months of events that the demo and the tests run: `swift generate.swift [FOLDER]`.
// The same program always writes the same bytes: one seeded generator, whole numbers only, no clock.
// Amounts are cents, instants are seconds since 2026-08-01T00:00:00Z.
import Glibc

// MARK: - Chance and time

struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }
  mutating func chance(_ percent: Int) -> Bool { within(1...100) <= percent }
  mutating func pick<T>(_ items: [T]) -> T { items[within(0...items.count - 1)] }
}

let minute = 60
let hour = 3600
let day = 86_400
let lastInstant = 92 * day

func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// August, September and October 2026, and the days after them that a booking may name.
func instant(_ seconds: Int) -> String {
  var month = 8
  var days = seconds / day
  for length in [31, 30, 31, 30, 31] {
    guard days >= length else { break }
    days -= length
    month += 1
  }
  let rest = seconds % day
  let clock = [rest / hour, rest % hour / minute, rest % minute].map { padded($0, 2) }
  return "2026-\(padded(month, 2))-\(padded(days + 1, 2))T\(clock.joined(separator: ":"))Z"
}

/// An instant by its date: `at(8, 5, "14:02")` is 2026-08-05T14:02:00Z.
func at(_ month: Int, _ dayOfMonth: Int, _ clock: String) -> Int {
  let start = [8: 0, 9: 31, 10: 61][month, default: 0]
  let parts = clock.split(separator: ":").compactMap { Int($0) }
  return (start + dayOfMonth - 1) * day + parts[0] * hour + parts[1] * minute
}

// MARK: - Values and events

enum Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  case text(String), whole(Int), cents(Int), flag(Bool), time(Int), list([String]), micro(Int), absent

  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .whole(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }

  var json: String {
    switch self {
    case .text(let text): "\"\(text)\""
    case .whole(let number): String(number)
    case .cents(let amount): "\"\(amount / 100).\(padded(amount % 100, 2))\""
    case .flag(let flag): flag ? "true" : "false"
    case .time(let seconds): "\"\(instant(seconds))\""
    case .list(let items): "[" + items.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    case .micro(let degrees):
      (degrees < 0 ? "-" : "") + "\(abs(degrees) / 1_000_000).\(padded(abs(degrees) % 1_000_000, 6))"
    case .absent: ""
    }
  }
}

struct Event {
  let time: Int
  let order: Int
  let type: String
  let subject: String?
  let tenant: String?
  let data: String

  func line(_ number: Int) -> String {
    var fields = ["\"specversion\":\"1.0\"", "\"id\":\"ev-\(padded(number, 6))\"", "\"source\":\"app\""]
    fields.append("\"type\":\"\(type)\"")
    if let subject { fields.append("\"subject\":\"\(subject)\"") }
    fields.append("\"time\":\"\(instant(time))\"")
    if let tenant { fields.append("\"tenant\":\"\(tenant)\"") }
    return "{\(fields.joined(separator: ",")),\"data\":{\(data)}}\n"
  }
}

// MARK: - The people and places

struct Place { let zone: String, city: String, offset: Int, latitude: Int, longitude: Int }

let places = [
  Place(zone: "America/New_York", city: "Boston", offset: -4, latitude: 42_360_082, longitude: -71_058_880),
  Place(zone: "America/Chicago", city: "Chicago", offset: -5, latitude: 41_878_114, longitude: -87_629_798),
  Place(zone: "Europe/London", city: "Leeds", offset: 1, latitude: 53_800_755, longitude: -1_549_077),
  Place(zone: "Europe/Rome", city: "Turin", offset: 2, latitude: 45_070_312, longitude: 7_686_856),
  Place(zone: "Asia/Tokyo", city: "Nagoya", offset: 9, latitude: 35_181_446, longitude: 136_906_398),
  Place(
    zone: "America/Los_Angeles", city: "Oakland", offset: -7, latitude: 37_804_364, longitude: -122_271_114),
]

struct Provider { let id: String, name: String, kind: String, place: Int }

let providers: [Provider] = [
  ("Marta's Garage", "workshop", 0), ("Officina Verdi", "workshop", 3), ("Lakeside Auto", "workshop", 1),
  ("Pennine Motors", "workshop", 2), ("Sakae Service", "workshop", 4), ("Bayview Repair", "workshop", 5),
  ("Tom Reilly", "independent", 0), ("Luca Bianchi", "independent", 3), ("Priya Nair", "independent", 2),
  ("Sam Ortiz", "independent", 1), ("Kenji Mori", "independent", 4), ("Northline Cars", "broker", 1),
  ("Fair Deal Autos", "broker", 0), ("Casa Auto", "broker", 3), ("Harbor Brokers", "broker", 5),
].enumerated().map { Provider(id: "p-\(padded($0 + 1, 2))", name: $1.0, kind: $1.1, place: $1.2) }

let brokers = providers.filter { $0.kind == "broker" }
let garages = providers.filter { $0.kind != "broker" }
let workshops = providers.filter { $0.kind == "workshop" }

struct Technician { let id: String, name: String, shop: Provider, skills: [String] }

let technicians: [Technician] = [
  ("Rosa Delgado", 0, "brakes diagnostics"), ("Miles Carter", 0, "engine electrical"),
  ("Paolo Conti", 1, "brakes engine"), ("Sara Galli", 1, "hybrid electrical diagnostics"),
  ("Deshawn Price", 2, "brakes tires"), ("Anna Kowalski", 2, "transmission engine"),
  ("Owen Hughes", 3, "diagnostics electrical"), ("Maeve Byrne", 3, "brakes bodywork"),
  ("Haruka Ito", 4, "hybrid diagnostics"), ("Daichi Sato", 4, "brakes engine tires"),
  ("Lena Fischer", 5, "electrical hybrid"), ("Marcus Bell", 5, "brakes diagnostics bodywork"),
].enumerated().map {
  let skills = $1.2.split(separator: " ").map(String.init)
  return Technician(id: "t-\(padded($0 + 1, 2))", name: $1.0, shop: workshops[$1.1], skills: skills)
}

enum Persona: Int { case loyal, regular, steady, occasional, rare, lapsing, buyer, chatty, storied }

struct Customer {
  let id: String, name: String, tier: String, place: Int, persona: Persona, tenant: String?
  let joined: Int
  var favorites: [String] = []
  var prompted: [String: Int] = [:]
  var vehicles: [String] = []
  var referral: (id: String, by: String)?
}

/// The characters whose story the demo tells.
let cast = [
  ("Ana Pereira", "gold", 0), ("Ben Okafor", "none", 2), ("Chiara Rossi", "silver", 3),
  ("Diego Alvarez", "none", 1), ("Emi Tanaka", "vip", 4), ("Farah Haddad", "silver", 2),
  ("Greta Lind", "gold", 3), ("Hugo Martin", "none", 0), ("Ivy Chen", "none", 0),
]
let firstNames = [
  "Noah", "Lea", "Omar", "Sofia", "Jonas", "Aiko", "Mateo", "Nadia", "Felix", "Zoe", "Tariq", "Elena", "Kofi",
  "Julia", "Ren", "Marta", "Ivan", "Amara", "Leo", "Hana",
]
let lastNames = [
  "Walker", "Costa", "Nguyen", "Keller", "Murphy", "Sato", "Garcia", "Novak", "Osei", "Brown", "Moretti",
  "Larsen", "Khan", "Dubois", "Yamada", "Silva", "Clark",
]
let makes = [
  ("Toyota", "Corolla"), ("Subaru", "Outback"), ("Fiat", "Panda"), ("Honda", "Jazz"), ("Ford", "Focus"),
  ("Volvo", "V60"), ("Mazda", "CX-5"),
]
let jobs = [
  ("oil-change", 5500, 11_900), ("brakes", 18_000, 64_000), ("tires", 28_000, 92_000),
  ("diagnostics", 8000, 16_500), ("timing-belt", 45_000, 128_000), ("battery", 11_000, 26_000),
  ("air-conditioning", 9500, 34_000), ("bodywork", 30_000, 155_000),
]
let plans: [String: (price: Int, allowance: Int)] = [
  "basic": (999, 10), "plus": (1999, 40), "fleet": (14_900, 400),
]

// MARK: - The story

struct Story {
  var random = SplitMix64(state: 20_260_801)
  var events: [Event] = []
  var customers: [Customer] = []
  var counters: [String: Int] = [:]

  mutating func number(_ prefix: String) -> String {
    counters[prefix, default: 0] += 1
    return "\(prefix)-\(padded(counters[prefix, default: 0], 4))"
  }

  /// What lies after the last day has not happened yet, and is left out.
  mutating func emit(_ type: String, _ subject: String?, _ time: Int, _ data: KeyValuePairs<String, Value>) {
    guard time < lastInstant else { return }
    var fields: [String] = []
    for (key, value) in data where !value.json.isEmpty { fields.append("\"\(key)\":\(value.json)") }
    let tenant = customers.first { $0.id == subject }?.tenant
    let body = fields.joined(separator: ",")
    events.append(
      Event(time: time, order: events.count, type: type, subject: subject, tenant: tenant, data: body))
  }

  /// A waking moment of the customer on that day.
  mutating func moment(_ onDay: Int, _ who: Int) -> Int {
    let local = random.within(8 * hour...20 * hour - 1)
    return max(2 * hour, onDay * day + local - places[customers[who].place].offset * hour)
  }

  mutating func amount(_ low: Int, _ high: Int) -> Int {
    random.within(low / 100...high / 100) * 100 + random.pick([0, 0, 50, 95, 25])
  }

  /// A provider near the customer, their favourite more often than not.
  mutating func provider(for who: Int, among list: [Provider]) -> Provider {
    let customer = customers[who]
    let known = list.filter { customer.favorites.contains($0.id) }
    if !known.isEmpty, random.chance(65) { return random.pick(known) }
    let near = list.filter { $0.place == customer.place }
    return near.isEmpty || random.chance(20) ? random.pick(list) : random.pick(near)
  }
}

// MARK: - Opening the platform

extension Story {
  mutating func open() {
    for (index, provider) in providers.enumerated() {
      emit(
        "provider.registered", provider.id, index * 5,
        [
          "name": .text(provider.name), "kind": .text(provider.kind),
          "city": .text(places[provider.place].city), "timezone": .text(places[provider.place].zone),
        ])
    }
    for (index, technician) in technicians.enumerated() {
      let place = places[technician.shop.place]
      emit(
        "technician.registered", technician.id, 5 * minute + index * 5,
        [
          "name": .text(technician.name), "shop_id": .text(technician.shop.id),
          "skills": .list(technician.skills), "capacity": .whole(index % 3 + 2),
          "lat": .micro(place.latitude + random.within(-90_000...90_000)),
          "lon": .micro(place.longitude + random.within(-90_000...90_000)),
        ])
    }
    for index in 0..<90 { register(index) }
  }

  mutating func register(_ index: Int) {
    let storied = index < cast.count
    let name = storied ? cast[index].0 : "\(firstNames[index % 20]) \(lastNames[index % 17])"
    let place = storied ? cast[index].2 : index % places.count
    let persona = storied ? Persona.storied : Persona(rawValue: index % 8) ?? .regular
    let newcomer = !storied && index % 7 == 3
    let joined = index == 8 ? at(8, 21, "16:20") : newcomer ? random.within(3...60) * day + 15 * hour : 0
    let time = joined == 0 ? 10 * minute + index * 7 : joined
    let tier = storied ? cast[index].1 : persona == .loyal ? "gold" : index % 5 == 1 ? "silver" : "none"
    customers.append(
      Customer(
        id: "c-\(padded(index + 1, 3))", name: name, tier: tier, place: place, persona: persona,
        tenant: index == 6 || index % 12 == 10 ? "harbor" : nil, joined: time))
    if newcomer, random.chance(70) { refer(index, time) }
    let id = customers[index].id
    let mail = name.lowercased().split(separator: " ").joined(separator: ".")
    emit(
      "customer.registered", id, time,
      [
        "name": .text(name), "email": .text("\(mail).\(padded(index + 1, 3))@example.com"),
        "tier": .text(tier), "timezone": .text(places[place].zone), "city": .text(places[place].city),
        "email_opt_in": .flag(storied || random.chance(80)),
        "referred_by": index == 8 ? "c-001" : customers[index].referral.map { .text($0.by) } ?? .absent,
      ])
    for _ in 0...(random.chance(25) ? 1 : 0) { addVehicle(index, time + minute) }
  }

  /// An earlier customer had asked the newcomer in.
  mutating func refer(_ index: Int, _ time: Int) {
    let friend = customers[random.within(9...max(9, index - 1))].id
    let referral = number("ref")
    let channel = random.pick(["sms", "email", "link"])
    customers[index].referral = (referral, friend)
    emit(
      "referral.sent", friend, time - random.within(5...70) * hour,
      ["referral_id": .text(referral), "channel": .text(channel)])
    emit(
      "referral.accepted", friend, time + 30,
      ["referral_id": .text(referral), "friend_id": .text(customers[index].id)])
  }

  mutating func addVehicle(_ who: Int, _ time: Int) {
    let make = random.pick(makes)
    let vehicle = number("veh")
    customers[who].vehicles.append(vehicle)
    emit(
      "vehicle.added", customers[who].id, time,
      [
        "vehicle_id": .text(vehicle), "make": .text(make.0), "model": .text(make.1),
        "year": .whole(random.within(2008...2025)), "odometer_km": .whole(random.within(4...210) * 1000),
      ])
  }
}

// MARK: - Sessions, quotes and services

extension Story {
  /// A chat or video session; some chats become video. Returns when it ended.
  @discardableResult
  mutating func session(
    _ who: Int, _ start: Int, with provider: Provider, video: Bool, upgrade: Bool = false, minutes: Int? = nil
  ) -> Int {
    let (id, subject) = (number("ses"), customers[who].id)
    let topic = random.pick(["brakes", "engine", "electrical", "noise", "buying-advice"])
    let wait = random.within(20...600)
    let common: KeyValuePairs<String, Value> = [
      "session_id": .text(id), "provider_id": .text(provider.id),
      "session_type": .text(video ? "video" : "chat"), "topic": .text(topic),
    ]
    emit("session.requested", subject, start, common)
    guard upgrade || minutes != nil || !random.chance(7) else {
      emit(
        "session.cancelled", subject, start + wait, ["session_id": .text(id), "reason": "waited-too-long"])
      return start + wait
    }
    let began = start + wait
    emit("session.started", subject, began, common)
    let length = (minutes ?? random.within(6...45)) * minute
    if upgrade {
      emit(
        "session.upgraded", subject, began + length / 3,
        ["session_id": .text(id), "provider_id": .text(provider.id), "from": "chat", "to": "video"])
    }
    let end = began + length
    emit(
      "session.completed", subject, end,
      [
        "session_id": .text(id), "provider_id": .text(provider.id),
        "session_type": .text(video || upgrade ? "video" : "chat"), "minutes": .whole(length / minute),
      ])
    pay(who, end + 40, "session", video || upgrade ? 3500 : 1500, nil)
    return end
  }

  mutating func pay(_ who: Int, _ time: Int, _ purpose: String, _ amount: Int, _ provider: Provider?) {
    let failed = random.chance(5)
    for attempt in 1...(failed ? 2 : 1) {
      let fails = failed && attempt == 1
      let when = time + (attempt - 1) * day
      payment(who, when, purpose, amount, provider, attempt, failing: fails ? "card-declined" : nil)
    }
  }

  mutating func payment(
    _ who: Int, _ time: Int, _ purpose: String, _ amount: Int, _ provider: Provider?, _ attempt: Int,
    failing reason: String?
  ) {
    emit(
      reason == nil ? "payment.succeeded" : "payment.failed", customers[who].id, time,
      [
        "payment_id": .text(number("pay")), "purpose": .text(purpose), "amount": .cents(amount),
        "provider_id": provider.map { .text($0.id) } ?? .absent, "attempt": .whole(attempt),
        "reason": reason.map { .text($0) } ?? .absent,
      ])
  }

  /// Quote, booking, service, payment, review. Returns when the service was completed.
  @discardableResult
  mutating func visit(
    _ who: Int, _ start: Int, at provider: Provider, price: Int? = nil, certain: Bool = false
  ) -> Int {
    let (quote, subject) = (number("quo"), customers[who].id)
    let job = random.pick(jobs)
    let total = price ?? amount(job.1, job.2)
    emit(
      "quote.requested", subject, start,
      [
        "quote_id": .text(quote), "provider_id": .text(provider.id),
        "vehicle_id": .text(customers[who].vehicles[0]), "work": .text(job.0),
      ])
    let sent = start + random.within(20...400) * minute
    emit(
      "quote.sent", subject, sent,
      [
        "quote_id": .text(quote), "provider_id": .text(provider.id), "amount": .cents(total),
        "expires_at": .time(sent + 7 * day),
      ])
    let answered = sent + random.within(10...900) * minute
    let declined = !certain && random.chance(22)
    emit(
      declined ? "quote.declined" : "quote.approved", subject, answered,
      [
        "quote_id": .text(quote), "provider_id": .text(provider.id), "provider_name": .text(provider.name),
        "provider_type": .text(provider.kind), "amount": .cents(total),
        "reason": declined ? .text(random.pick(["too-expensive", "another-offer", "not-now"])) : .absent,
      ])
    return declined
      ? answered : service(who, answered, at: provider, quote: quote, job: job.0, total, certain)
  }

  mutating func service(
    _ who: Int, _ answered: Int, at provider: Provider, quote: String, job: String, _ total: Int,
    _ certain: Bool
  ) -> Int {
    let (id, subject) = (number("svc"), customers[who].id)
    let booked = answered + random.within(2...90) * minute
    let planned = booked - booked % hour + random.within(20...110) * hour
    emit(
      "service.booked", subject, booked,
      [
        "service_id": .text(id), "quote_id": .text(quote), "provider_id": .text(provider.id),
        "vehicle_id": .text(customers[who].vehicles[0]), "work": .text(job), "scheduled_for": .time(planned),
        "total": .cents(total),
      ])
    if !certain, random.chance(9) {
      let notice = random.within(1...60)
      let when = max(booked + 10 * minute, planned - notice * hour)
      emit(
        "service.cancelled", subject, when,
        [
          "service_id": .text(id), "provider_id": .text(provider.id),
          "notice_hours": .whole((planned - when) / hour),
          "reason": .text(random.pick(["ill", "sold-car", "work"])),
        ])
      return when
    }
    let done = planned + random.within(60...400) * minute
    emit(
      "service.completed", subject, done,
      [
        "service_id": .text(id), "provider_id": .text(provider.id), "provider_name": .text(provider.name),
        "provider_type": .text(provider.kind), "total": .cents(total),
        "skills": random.chance(50) ? .list([job]) : .absent,
      ])
    pay(who, done + 12 * minute, "service", total, provider)
    afterwards(who, done, at: provider, service: id)
    return done
  }

  /// The customer answers the favourites prompt, reviews the service, answers the survey.
  mutating func afterwards(_ who: Int, _ done: Int, at provider: Provider, service: String) {
    let customer = customers[who]
    let asked = customer.prompted[provider.id].map { done - $0 < 30 * day } ?? false
    if !customer.favorites.contains(provider.id), !asked, random.chance(75) {
      customers[who].prompted[provider.id] = done
      let adds = random.chance(60)
      emit(
        "prompt.answered", customer.id, done + random.within(2...300) * minute,
        [
          "prompt": "add-to-favorites", "provider_id": .text(provider.id),
          "provider_name": .text(provider.name), "answer": adds ? "add" : "not-now",
        ])
      if adds { customers[who].favorites.append(provider.id) }
    }
    if random.chance(35) {
      emit(
        "review.posted", customer.id, done + random.within(3...50) * hour,
        [
          "service_id": .text(service), "provider_id": .text(provider.id),
          "stars": .whole(random.pick([5, 5, 5, 4, 4, 3, 2, 1])),
        ])
    }
    if random.chance(25) {
      emit(
        "survey.answered", customer.id, done + random.within(24...70) * hour,
        ["survey": "after-service", "service_id": .text(service), "score": .whole(random.within(3...10))])
    }
  }
}

// MARK: - Inspections, deals and tickets

extension Story {
  mutating func inspection(_ who: Int, _ start: Int, at shop: Provider) {
    let (id, job, subject) = (number("ins"), number("job"), customers[who].id)
    let crew = technicians.filter { $0.shop.id == shop.id }
    let technician = random.pick(crew.isEmpty ? technicians : crew)
    order(who, start, id, job, at: shop, needing: random.pick(technician.skills))
    let assigned = start + (random.chance(15) ? random.within(32...75) : random.within(3...26)) * minute
    emit(
      "job.assigned", subject, assigned,
      ["job_id": .text(job), "technician_id": .text(technician.id), "shop_id": .text(shop.id)])
    let looked = assigned + random.within(15...70) * hour / 10
    for index in 0..<random.within(0...3) {
      flag(who, looked + index * 9 * minute, id, shop, technician, critical: random.chance(22))
    }
    finish(who, looked + 2 * hour, id, job, shop, technician)
  }

  mutating func order(
    _ who: Int, _ start: Int, _ id: String, _ job: String, at shop: Provider, needing skill: String
  ) {
    let (place, subject) = (places[shop.place], customers[who].id)
    emit(
      "inspection.requested", subject, start,
      [
        "inspection_id": .text(id), "shop_id": .text(shop.id),
        "vehicle_id": .text(customers[who].vehicles[0]),
        "kind": .text(random.pick(["pre-purchase", "yearly", "safety"])), "skills": .list([skill]),
        "lat": .micro(place.latitude + random.within(-150_000...150_000)),
        "lon": .micro(place.longitude + random.within(-150_000...150_000)),
      ])
    emit(
      "job.created", subject, start + 90,
      [
        "job_id": .text(job), "inspection_id": .text(id), "shop_id": .text(shop.id), "skills": .list([skill]),
      ])
  }

  mutating func flag(
    _ who: Int, _ time: Int, _ inspection: String, _ shop: Provider, _ technician: Technician, critical: Bool,
    acknowledgedAfter: Int? = nil
  ) {
    let items =
      critical ? ["brake-line", "steering-rack", "front-tyre"] : ["wiper", "lamp", "air-filter", "bushing"]
    emit(
      "inspection.item_flagged", customers[who].id, time,
      [
        "inspection_id": .text(inspection), "item": .text(random.pick(items)),
        "severity": .text(critical ? "critical" : random.pick(["advisory", "advisory", "major"])),
        "technician_id": .text(technician.id), "shop_id": .text(shop.id),
      ])
    guard critical else { return }
    let reaction = acknowledgedAfter ?? (random.chance(25) ? random.within(32...90) : random.within(2...28))
    emit(
      "inspection.acknowledged", customers[who].id, time + reaction * minute,
      ["inspection_id": .text(inspection), "shop_id": .text(shop.id), "by": "technician_lead"])
  }

  mutating func finish(
    _ who: Int, _ time: Int, _ inspection: String, _ job: String, _ shop: Provider, _ technician: Technician
  ) {
    emit(
      "inspection.completed", customers[who].id, time,
      [
        "inspection_id": .text(inspection), "shop_id": .text(shop.id),
        "items_checked": .whole(random.within(40...112)),
      ])
    emit(
      "job.completed", customers[who].id, time + 4 * minute,
      ["job_id": .text(job), "technician_id": .text(technician.id), "shop_id": .text(shop.id)])
  }

  /// A car deal: the broker's first answer takes `answers` minutes, then it goes stage by stage.
  mutating func deal(_ who: Int, _ start: Int, with broker: Provider, answers: Int, price: Int, closes: Bool)
  {
    let (id, subject) = (number("dea"), customers[who].id)
    let car = random.pick(makes)
    emit(
      "deal.opened", subject, start,
      [
        "deal_id": .text(id), "provider_id": .text(broker.id), "amount": .cents(price),
        "vehicle": .text("\(random.within(2015...2025)) \(car.0) \(car.1)"),
      ])
    var (now, response) = (start, answers)
    var stages = ["inquiry", "negotiation", "deposit", "inspection", "closed"]
    if !closes { stages = Array(stages.prefix(random.within(2...4))) + ["lost"] }
    for stage in stages {
      if stage != "inquiry" {
        emit(
          "deal.stage_entered", subject, now,
          [
            "deal_id": .text(id), "provider_id": .text(broker.id), "stage": .text(stage),
            "amount": .cents(price),
          ])
      }
      if stage == "deposit" { payment(who, now + 6 * minute, "deposit", 49_900, broker, 1, failing: nil) }
      if stage == "closed" || stage == "lost" { break }
      emit(
        "deal.replied", subject, now + response * minute,
        [
          "deal_id": .text(id), "provider_id": .text(broker.id), "stage": .text(stage),
          "response_minutes": .whole(response),
        ])
      now += response * minute + random.within(8...60) * hour
      response = random.chance(20) ? random.within(250...800) : random.within(5...170)
    }
  }

  mutating func ticket(_ who: Int, _ start: Int, _ topic: String, _ priority: String, repliesAfter: Int) {
    let (id, subject) = (number("tic"), customers[who].id)
    let agent = random.pick(["agent-kim", "agent-lou", "agent-sol", "agent-ray"])
    emit(
      "ticket.created", subject, start,
      ["ticket_id": .text(id), "topic": .text(topic), "priority": .text(priority), "channel": .text("app")])
    emit(
      "ticket.assigned", subject, start + repliesAfter * minute / 3,
      ["ticket_id": .text(id), "agent": .text(agent)])
    let replied = start + repliesAfter * minute
    emit("ticket.replied", subject, replied, ["ticket_id": .text(id), "agent": .text(agent)])
    var solved = replied + random.within(20...2000) * minute
    if random.chance(30) {
      emit(
        "ticket.pending", subject, replied + 5 * minute, ["ticket_id": .text(id), "waiting_for": "customer"])
      solved += random.within(3...30) * hour
    }
    emit(
      "ticket.resolved", subject, solved,
      [
        "ticket_id": .text(id), "agent": .text(agent),
        "resolution": .text(random.pick(["answered", "refunded", "fixed"])),
      ])
  }
}

// MARK: - Plans, usage and campaigns

extension Story {
  mutating func subscribe(_ who: Int, _ start: Int, _ plan: String, trial: Bool, until end: Int = lastInstant)
  {
    let (id, subject) = (number("sub"), customers[who].id)
    var (plan, price) = (plan, plans[plan]?.price ?? 0)
    usage(who, start, plan, until: end)
    emit(
      "subscription.started", subject, start,
      [
        "subscription_id": .text(id), "plan": .text(plan), "price": .cents(price),
        "trial_ends_at": trial ? .time(start + 14 * day) : .absent,
      ])
    if trial {
      emit(
        "subscription.trial_ending", subject, start + 11 * day,
        ["subscription_id": .text(id), "plan": .text(plan), "days_left": 3])
    }
    var due = start + (trial ? 14 : 30) * day
    while due < end {
      emit(
        "subscription.renewed", subject, due,
        ["subscription_id": .text(id), "plan": .text(plan), "price": .cents(price)])
      pay(who, due + 30, "subscription", price, nil)
      if plan == "basic", random.chance(25) {
        change(who, id, due + random.within(2...26) * day, from: plan, to: "plus", due + 30 * day)
        (plan, price) = ("plus", plans["plus"]?.price ?? 0)
      }
      due += 30 * day
    }
    guard end < lastInstant else { return }
    emit(
      "subscription.cancelled", subject, end,
      [
        "subscription_id": .text(id), "plan": .text(plan),
        "reason": .text(random.pick(["price", "unused", "moved"])),
      ])
  }

  mutating func change(_ who: Int, _ id: String, _ time: Int, from: String, to: String, _ periodEnd: Int) {
    emit(
      "subscription.changed", customers[who].id, time,
      [
        "subscription_id": .text(id), "from_plan": .text(from), "to_plan": .text(to),
        "from_price": .cents(plans[from]?.price ?? 0), "to_price": .cents(plans[to]?.price ?? 0),
        "days_left": .whole((periodEnd - time) / day), "days_in_period": 30,
      ])
  }

  /// Calls used within the plan's allowance, counted again from zero each month.
  mutating func usage(_ who: Int, _ start: Int, _ plan: String, until end: Int) {
    let allowance = plans[plan]?.allowance ?? 0
    let appetite = random.chance(15) ? 2 : 1
    let every = plan == "fleet" ? 2 : plan == "plus" ? 5 : 10
    for (first, last) in [(0, 31), (31, 61), (61, 92)] {
      var used = 0
      for onDay in stride(from: first + 1, to: last, by: every) {
        let quantity = max(1, random.within(0...allowance * appetite * every / 17))
        let time = moment(onDay, who)
        guard time > start, time < end else { continue }
        used += quantity
        emit(
          "usage.recorded", customers[who].id, time,
          [
            "metric": "calls", "quantity": .whole(quantity), "used": .whole(used),
            "allowance": .whole(allowance),
          ])
      }
    }
  }

  mutating func campaign(_ name: String, _ launch: Int, budget: Int) {
    let id = number("cam")
    emit(
      "campaign.launched", nil, launch,
      ["campaign_id": .text(id), "name": .text(name), "budget": .cents(budget)])
    for who in customers.indices where customers[who].joined < launch && random.chance(75) {
      emit(
        "campaign.sent", customers[who].id, launch + hour + who,
        ["campaign_id": .text(id), "channel": "email"])
      guard random.chance(22) else { continue }
      let clicked = launch + random.within(2...60) * hour
      emit("campaign.clicked", customers[who].id, clicked, ["campaign_id": .text(id)])
    }
  }

  /// Little things: notes, tags, consent, favourites kept by hand.
  mutating func trifles(_ who: Int, from first: Int) {
    let id = customers[who].id
    let onDay = random.within(first...88)
    if random.chance(30) {
      let text = random.pick([
        "prefers mornings", "asked for original parts", "has two cars", "call before work",
      ])
      emit(
        "note.added", id, moment(onDay, who),
        ["note_id": .text(number("not")), "author": "agent-kim", "text": .text(text)])
    }
    if random.chance(30) {
      emit(
        "tag.added", id, moment(onDay, who),
        ["tag": .text(random.pick(["classic-car", "hybrid", "commuter", "family"]))])
    }
    if random.chance(6) { emit("consent.changed", id, moment(onDay, who), ["email_opt_in": false]) }
    if random.chance(25) {
      let provider = provider(for: who, among: garages)
      favorite(who, moment(onDay, who), provider)
    }
  }

  mutating func favorite(_ who: Int, _ time: Int, _ provider: Provider) {
    guard !customers[who].favorites.contains(provider.id) else { return }
    customers[who].favorites.append(provider.id)
    emit(
      "favorite.added", customers[who].id, time,
      ["provider_id": .text(provider.id), "provider_name": .text(provider.name)])
  }
}

// MARK: - The crowd

enum Errand { case session, visit, inspection, deal, ticket }

extension Story {
  /// How often each kind of customer does what, in three months.
  func errands(_ persona: Persona) -> [(Errand, Int)] {
    switch persona {
    case .loyal: [(.session, 5), (.visit, 6), (.inspection, 2), (.ticket, 1)]
    case .regular: [(.session, 4), (.visit, 4), (.inspection, 1), (.ticket, 1)]
    case .steady: [(.session, 3), (.visit, 4), (.inspection, 1)]
    case .occasional: [(.session, 3), (.visit, 2), (.inspection, 1)]
    case .rare: [(.session, 1), (.visit, 1), (.ticket, 1)]
    case .lapsing: [(.session, 1), (.visit, 2)]
    case .buyer: [(.session, 2), (.deal, 2), (.visit, 1), (.inspection, 1)]
    case .chatty: [(.session, 7), (.visit, 1), (.ticket, 2)]
    case .storied: []
    }
  }

  mutating func live(_ who: Int) {
    let persona = customers[who].persona
    let first = customers[who].joined / day + 1
    let last = persona == .lapsing ? first + 22 : 90
    var plan: [(onDay: Int, errand: Errand)] = []
    for (errand, times) in errands(persona) {
      for _ in 0..<times { plan.append((random.within(first...last), errand)) }
    }
    let ordered = plan.enumerated().sorted { ($0.element.onDay, $0.offset) < ($1.element.onDay, $1.offset) }
    for (_, step) in ordered { run(step.errand, who, moment(step.onDay, who)) }
    trifles(who, from: first)
    guard random.chance(40) else { return }
    let leaves = random.chance(25) ? min(92, first + random.within(35...70)) * day : lastInstant
    let choice = customers[who].tenant != nil ? "fleet" : random.pick(["basic", "basic", "plus"])
    subscribe(who, moment(first, who), choice, trial: random.chance(60), until: leaves)
  }

  mutating func run(_ errand: Errand, _ who: Int, _ time: Int) {
    switch errand {
    case .session:
      let video = random.chance(35)
      let upgrade = !video && random.chance(18)
      session(who, time, with: provider(for: who, among: garages), video: video, upgrade: upgrade)
    case .visit:
      let ended = visit(who, time, at: provider(for: who, among: garages))
      guard let referral = customers[who].referral else { return }
      customers[who].referral = nil
      emit(
        "referral.completed", referral.by, ended + 15 * minute,
        ["referral_id": .text(referral.id), "friend_id": .text(customers[who].id)])
    case .inspection: inspection(who, time, at: provider(for: who, among: workshops))
    case .deal:
      let late = random.chance(30)
      let answers = late ? random.within(260...900) : random.within(6...200)
      let price = random.within(60...310) * 10_000
      deal(
        who, time, with: provider(for: who, among: brokers), answers: answers, price: price,
        closes: random.chance(45))
    case .ticket:
      let priority = random.pick(["low", "normal", "normal", "high", "urgent"])
      let replies = random.chance(25) ? random.within(260...1600) : random.within(8...200)
      ticket(
        who, time, random.pick(["billing", "booking", "app", "provider"]), priority, repliesAfter: replies)
    }
  }
}

// MARK: - The characters

extension Story {
  /// Gold customer. A chat about a noise becomes a video session, then a repair, a favourite, a friend, and VIP.
  mutating func ana() {
    let marta = providers[0]
    session(0, at(8, 5, "14:02"), with: marta, video: false, upgrade: true, minutes: 24)
    let first = visit(0, at(8, 5, "15:10"), at: marta, price: 41_250, certain: true)
    favorite(0, first + 20 * minute, marta)
    emit("referral.sent", "c-001", at(8, 18, "17:45"), ["referral_id": "ref-ana", "channel": "sms"])
    emit("referral.accepted", "c-001", at(8, 21, "16:21"), ["referral_id": "ref-ana", "friend_id": "c-009"])
    visit(0, at(8, 30, "13:00"), at: marta, price: 8950, certain: true)
    inspection(0, at(9, 11, "15:30"), at: marta)
    visit(0, at(9, 14, "12:40"), at: marta, price: 96_400, certain: true)
    session(0, at(9, 29, "18:05"), with: marta, video: true, minutes: 15)
    visit(0, at(10, 6, "14:20"), at: marta, price: 73_895, certain: true)
    subscribe(0, at(8, 9, "12:00"), "plus", trial: true)
  }

  /// His card fails three times in a row, nobody helps in time, and he leaves.
  mutating func ben() {
    session(1, at(8, 6, "09:30"), with: providers[3], video: true, minutes: 18)
    visit(1, at(8, 10, "10:00"), at: providers[3], price: 23_400, certain: true)
    let id: KeyValuePairs<String, Value> = [
      "subscription_id": "sub-ben", "plan": "plus", "price": .cents(1999),
    ]
    emit("subscription.started", "c-002", at(8, 4, "08:15"), id)
    emit("subscription.renewed", "c-002", at(9, 3, "08:15"), id)
    for (attempt, time) in [at(9, 3, "08:16"), at(9, 4, "08:16"), at(9, 6, "08:16")].enumerated() {
      payment(1, time, "subscription", 1999, nil, attempt + 1, failing: "card-expired")
    }
    ticket(1, at(9, 6, "11:20"), "billing", "high", repliesAfter: 1490)
    emit("survey.answered", "c-002", at(9, 9, "19:02"), ["survey": "after-ticket", "score": 2])
    emit(
      "subscription.cancelled", "c-002", at(9, 10, "07:44"),
      ["subscription_id": "sub-ben", "plan": "plus", "reason": "support"])
  }

  /// Nobody takes her inspection for 48 minutes; then a critical item waits 50 minutes for an answer.
  mutating func chiara() {
    let (shop, crew) = (providers[1], technicians[2])
    let start = at(8, 19, "07:40")
    emit(
      "inspection.requested", "c-003", start,
      [
        "inspection_id": "ins-chiara", "shop_id": "p-02", "vehicle_id": .text(customers[2].vehicles[0]),
        "kind": "safety", "skills": .list(["brakes"]), "lat": .micro(45_062_418), "lon": .micro(7_678_903),
      ])
    emit(
      "job.created", "c-003", start + 90,
      ["job_id": "job-chiara", "inspection_id": "ins-chiara", "shop_id": "p-02", "skills": .list(["brakes"])])
    emit(
      "job.assigned", "c-003", start + 48 * minute,
      ["job_id": "job-chiara", "technician_id": .text(crew.id), "shop_id": "p-02"])
    flag(2, start + 100 * minute, "ins-chiara", shop, crew, critical: true, acknowledgedAfter: 50)
    finish(2, start + 4 * hour, "ins-chiara", "job-chiara", shop, crew)
    visit(2, start + 5 * hour, at: shop, price: 58_700, certain: true)
    visit(2, at(10, 2, "08:20"), at: shop, price: 12_450, certain: true)
  }

  /// Buys a car: the first broker answers after nine hours and loses him after the deposit, the second is quick.
  mutating func diego() {
    let north = brokers[0]
    let (car, opened): (KeyValuePairs<String, Value>, Int) = (
      [
        "deal_id": "dea-diego", "provider_id": .text(north.id), "amount": .cents(1_890_000),
        "vehicle": "2021 Subaru Outback",
      ], at(8, 12, "14:00")
    )
    emit("deal.opened", "c-004", opened, car)
    stage(opened + 9 * hour, "inquiry", reply: 540)
    stage(at(8, 14, "15:00"), "negotiation", reply: 95)
    stage(at(8, 20, "16:30"), "deposit", reply: 30)
    payment(3, at(8, 20, "16:40"), "deposit", 49_900, north, 1, failing: nil)
    stage(at(9, 2, "13:10"), "lost", reply: nil)
    deal(3, at(9, 5, "15:00"), with: brokers[1], answers: 14, price: 2_145_000, closes: true)
    inspection(3, at(9, 8, "16:00"), at: workshops[2])
  }

  mutating func stage(_ time: Int, _ name: String, reply: Int?) {
    if name != "inquiry" {
      emit(
        "deal.stage_entered", "c-004", time,
        ["deal_id": "dea-diego", "provider_id": "p-12", "stage": .text(name), "amount": .cents(1_890_000)])
    }
    guard let reply else { return }
    emit(
      "deal.replied", "c-004", name == "inquiry" ? time : time + reply * minute,
      [
        "deal_id": "dea-diego", "provider_id": "p-12", "stage": .text(name),
        "response_minutes": .whole(reply),
      ])
  }

  /// VIP since long. Her urgent ticket stays unanswered for five hours.
  mutating func emi() {
    visit(4, at(8, 7, "01:20"), at: providers[4], price: 68_400, certain: true)
    session(4, at(9, 1, "03:10"), with: providers[10], video: true, minutes: 31)
    visit(4, at(9, 3, "00:40"), at: providers[4], price: 154_000, certain: true)
    ticket(4, at(9, 15, "02:05"), "provider", "urgent", repliesAfter: 310)
    visit(4, at(10, 9, "02:00"), at: providers[4], price: 31_900, certain: true)
  }

  /// Silent after one August service; the win-back message reaches her in September, she returns in October.
  mutating func farah() {
    visit(5, at(8, 2, "08:00"), at: providers[8], price: 27_500, certain: true)
    session(5, at(10, 19, "17:15"), with: providers[8], video: false, minutes: 9)
    visit(5, at(10, 20, "09:30"), at: providers[8], price: 19_995, certain: true)
  }

  /// Runs a small fleet: usage and budget fill up in September, and the plan grows with them.
  mutating func greta() {
    visit(6, at(8, 11, "07:30"), at: providers[1], price: 88_000, certain: true)
    visit(6, at(9, 17, "07:10"), at: providers[7], price: 46_250, certain: true)
    let id: KeyValuePairs<String, Value> = [
      "subscription_id": "sub-greta", "plan": "plus", "price": .cents(1999),
    ]
    emit("subscription.started", "c-007", at(8, 3, "06:30"), id)
    var used = 0
    for (onDay, quantity) in [(2, 6), (5, 9), (9, 8), (12, 10), (15, 5), (18, 4), (19, 3)] {
      used += quantity
      emit(
        "usage.recorded", "c-007", at(9, onDay, "16:00"),
        ["metric": "calls", "quantity": .whole(quantity), "used": .whole(used), "allowance": 40])
    }
    for (percent, onDay) in [(50, 9), (80, 15), (100, 19)] {
      emit(
        "budget.threshold", "c-007", at(9, onDay, "16:05"),
        [
          "budget": "repairs", "percent": .whole(percent), "spent": .cents(1500 * percent),
          "limit": .cents(150_000),
        ])
    }
    emit(
      "subscription.changed", "c-007", at(9, 21, "08:00"),
      [
        "subscription_id": "sub-greta", "from_plan": "plus", "to_plan": "fleet", "from_price": .cents(1999),
        "to_price": .cents(14_900), "days_left": 12, "days_in_period": 30,
      ])
    payment(6, at(9, 21, "08:01"), "subscription", 5160, nil, 1, failing: nil)
    usage(6, at(9, 30, "23:00"), "fleet", until: lastInstant)
  }

  /// Came once, was asked to come back, and did not.
  mutating func hugo() {
    session(7, at(8, 3, "13:30"), with: providers[6], video: false, minutes: 12)
    visit(7, at(8, 4, "13:00"), at: providers[6], price: 15_900, certain: true)
  }

  /// Ana's friend: her first service rewards Ana.
  mutating func ivy() {
    session(8, at(8, 26, "19:20"), with: providers[0], video: false, minutes: 14)
    let done = visit(8, at(8, 27, "12:10"), at: providers[0], price: 30_500, certain: true)
    emit(
      "referral.completed", "c-001", done + 15 * minute, ["referral_id": "ref-ana", "friend_id": "c-009"])
    visit(8, at(10, 13, "13:50"), at: providers[0], price: 21_050, certain: true)
  }
}

// MARK: - A bad day

extension Story {
  /// Hail over Chicago: five cars reach one technician within half an hour, one of them badly hit, and one
  /// needs what he has not learned.
  mutating func hail() {
    let (shop, deshawn) = (workshops[2], technicians[4])
    let near = customers.indices.filter {
      customers[$0].place == shop.place && customers[$0].joined < 50 * day
    }
    for (turn, who) in near.suffix(5).enumerated() {
      let (id, job) = (number("ins"), number("job"))
      let start = at(9, 24, "13:00") + turn * 7 * minute
      order(who, start, id, job, at: shop, needing: turn == 3 ? "engine" : "tires")
      emit(
        "job.assigned", customers[who].id, start + 6 * minute,
        ["job_id": .text(job), "technician_id": .text(deshawn.id), "shop_id": .text(shop.id)])
      for item in 0..<(turn == 0 ? 3 : 0) {
        flag(
          who, start + 2 * hour + item * 9 * minute, id, shop, deshawn, critical: true, acknowledgedAfter: 6)
      }
      finish(who, start + (5 + turn) * hour, id, job, shop, deshawn)
    }
  }
}

// MARK: - Writing

func write(_ text: String, to path: String) {
  guard let file = fopen(path, "w") else {
    fputs("generate: cannot write \(path)\n", stderr)
    exit(1)
  }
  fputs(text, file)
  fclose(file)
}

extension Story {
  mutating func tell() {
    open()
    ana()
    ben()
    chiara()
    diego()
    emi()
    farah()
    greta()
    hugo()
    ivy()
    for who in cast.count..<customers.count { live(who) }
    hail()
    campaign("Autumn check", at(9, 1, "07:00"), budget: 250_000)
    campaign("Winter tyres", at(10, 12, "07:00"), budget: 400_000)
  }

  func save(to folder: String) {
    let sorted = events.sorted { ($0.time, $0.order) < ($1.time, $1.order) }
    var months = ["2026-08": "", "2026-09": "", "2026-10": ""]
    for (index, event) in sorted.enumerated() {
      months[String(instant(event.time).prefix(7)), default: ""] += event.line(index + 1)
    }
    for (month, lines) in months { write(lines, to: "\(folder)/\(month).ndjson") }
    print("\(sorted.count) events by \(customers.count) customers")
  }
}

let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
var story = Story()
story.tell()
story.save(to: CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : here.isEmpty ? "." : here)
