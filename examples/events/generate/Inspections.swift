// Inspections, deals and tickets.

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
