struct Story {
  var random = SplitMix64(state: 20_260_801)
  var events: [Event] = []
  var customers: [Customer] = []
  var counters: [String: Int] = [:]
  /// What is told so far ends here.
  var end = lastInstant

  mutating func number(_ prefix: String) -> String {
    counters[prefix, default: 0] += 1
    return "\(prefix)-\(padded(counters[prefix, default: 0], 4))"
  }

  /// What lies after the end has not happened yet, and is left out.
  mutating func emit(_ type: String, _ subject: String?, _ time: Int, _ data: KeyValuePairs<String, Value>) {
    guard time < end else { return }
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

// The platform opens: providers, technicians and customers come.
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
