// The first week of November: a little of everything, so that each family of rules has something to answer.

extension Story {
  mutating func november() {
    random = SplitMix64(state: 20_261_101)
    end = 99 * day
    euros()
    offers()
    shift()
    waiting()
    trials()
    for (turn, who) in [7, 5, 29, 40, 52].enumerated() {
      visit(who, at(11, 1, "14:00") + turn * 5 * hour, at: garages[turn * 2], certain: true)
    }
  }

  /// Two customers in Turin pay in euros, and get some of it back.
  private mutating func euros() {
    let (verdi, luca, marta) = (providers[1], providers[7], providers[0])
    card("c-003", at(11, 2, "09:00"), "pay-nov-1", .euros(24_000), verdi)
    card("c-007", at(11, 2, "10:30"), "pay-nov-2", .euros(8840), luca)
    card("c-007", at(11, 3, "16:10"), "pay-nov-3", .euros(125_000), verdi)
    card("c-001", at(11, 3, "18:45"), "pay-nov-4", .cents(41_250), marta)
    back("c-003", at(11, 4, "08:00"), "pay-nov-1", .euros(6000), verdi)
    back("c-001", at(11, 4, "15:20"), "pay-nov-4", .cents(1250), marta)
    back("c-003", at(11, 5, "08:00"), "pay-nov-1", .euros(18_000), verdi)
    back("c-007", at(11, 5, "11:00"), "pay-nov-2", .euros(8840), luca)
  }

  private mutating func card(
    _ customer: String, _ time: Int, _ id: String, _ amount: Value, _ provider: Provider
  ) {
    emit(
      "payment.succeeded", customer, time,
      [
        "payment_id": .text(id), "purpose": "service", "amount": amount, "provider_id": .text(provider.id),
        "attempt": 1,
      ])
  }

  private mutating func back(
    _ customer: String, _ time: Int, _ id: String, _ amount: Value, _ provider: Provider
  ) {
    emit(
      "payment.refunded", customer, time,
      ["payment_id": .text(id), "amount": amount, "provider_id": .text(provider.id)])
  }

  /// Three inspections that anybody can do: one is taken at once, one by the second who is asked, one by nobody.
  private mutating func offers() {
    ask("ins-nov-1", "c-001", at(11, 2, "15:00"), at: workshops[0], answers: [(3, "accepted", 1)], takes: 1)
    ask(
      "ins-nov-2", "c-003", at(11, 3, "09:20"), at: workshops[1],
      answers: [(2, "rejected", 2), (4, "accepted", 3)], takes: 3)
    ask(
      "ins-nov-3", "c-002", at(11, 4, "10:00"), at: workshops[3], answers: [(14, "rejected", 6)], takes: nil)
  }

  /// An inspection, with what technicians answer so many minutes later.
  private mutating func ask(
    _ id: String, _ customer: String, _ start: Int, at shop: Provider,
    answers: [(after: Int, answer: String, by: Int)], takes: Int?
  ) {
    let place = places[shop.place]
    let who = customers.firstIndex { $0.id == customer } ?? 0
    emit(
      "inspection.requested", customer, start,
      [
        "inspection_id": .text(id), "shop_id": .text(shop.id),
        "vehicle_id": .text(customers[who].vehicles[0]), "kind": "yearly", "skills": .list([]),
        "lat": .micro(place.latitude), "lon": .micro(place.longitude),
      ])
    for (after, answer, technician) in answers {
      emit(
        "inspection.\(answer)", customer, start + after * minute,
        ["inspection_id": .text(id), "technician_id": .text(technicians[technician].id)])
    }
    guard let takes else { return }
    let (job, technician) = (id.replacingPrefix("ins", with: "job"), technicians[takes])
    create(job, id, customer, start + 10 * minute, at: shop, needing: [])
    assign(job, customer, start + 12 * minute, to: technician)
    if takes == 3 {
      flag(
        who, start + 2 * hour, id, shop, technician, critical: true, acknowledgedAfter: 15)
    }
    finish(who, start + 3 * hour, id, job, shop, technician)
  }

  private mutating func create(
    _ job: String, _ inspection: String, _ customer: String, _ time: Int, at shop: Provider,
    needing skills: [String]
  ) {
    emit(
      "job.created", customer, time,
      [
        "job_id": .text(job), "inspection_id": .text(inspection), "shop_id": .text(shop.id),
        "skills": .list(skills),
      ])
  }

  private mutating func assign(_ job: String, _ customer: String, _ time: Int, to technician: Technician) {
    emit(
      "job.assigned", customer, time,
      ["job_id": .text(job), "technician_id": .text(technician.id), "shop_id": .text(technician.shop.id)])
  }

  /// A shift begins with four jobs that wait: three are given away, the fourth needs what nobody there can.
  private mutating func shift() {
    let (shop, start) = (workshops[1], at(11, 5, "07:00"))
    let jobs: [(skill: String, to: Int, after: Int)] = [
      ("brakes", 2, 3), ("hybrid", 3, 4), ("electrical", 3, 5), ("tires", 2, 55),
    ]
    for (number, job) in jobs.enumerated() {
      let id = "job-shift-\(number + 1)"
      create(id, "ins-chiara", "c-003", start - (20 - number) * minute, at: shop, needing: [job.skill])
      assign(id, "c-003", start + job.after * minute, to: technicians[job.to])
    }
    emit("shift.started", nil, start, ["shop_id": .text(shop.id)])
  }

  /// One ticket is answered after it went up, one by nobody in this week, one in time.
  private mutating func waiting() {
    let tickets: [(id: String, customer: String, priority: String, start: Int, reply: Int?)] = [
      ("tic-nov-1", "c-005", "urgent", at(11, 4, "15:00"), 150),
      ("tic-nov-2", "c-008", "high", at(11, 5, "14:00"), nil),
      ("tic-nov-3", "c-009", "normal", at(11, 5, "16:00"), 40),
    ]
    for (id, customer, priority, start, reply) in tickets {
      emit(
        "ticket.created", customer, start,
        ["ticket_id": .text(id), "topic": "app", "priority": .text(priority), "channel": "app"])
      if let reply {
        emit(
          "ticket.replied", customer, start + reply * minute, ["ticket_id": .text(id), "agent": "agent-lou"])
      }
    }
  }

  /// Two plans on trial: one is kept, one is not.
  private mutating func trials() {
    for (number, customer) in ["c-008", "c-009"].enumerated() {
      let id = "sub-nov-\(number + 1)"
      let plan: KeyValuePairs<String, Value> = [
        "subscription_id": .text(id), "plan": "plus", "price": .cents(1999),
      ]
      emit("subscription.started", customer, at(11, 1, "12:00") + number * hour, plan)
      emit(
        "subscription.trial_ending", customer, at(11, 2, "12:00") + number * hour,
        ["subscription_id": .text(id), "plan": "plus", "days_left": 3])
      if number == 0 { emit("subscription.renewed", customer, at(11, 5, "12:00"), plan) }
      if number == 1 {
        emit(
          "subscription.cancelled", customer, at(11, 4, "19:30"),
          ["subscription_id": .text(id), "plan": "plus", "reason": "unused"])
      }
    }
  }
}

extension String {
  /// The text with another beginning: `job-nov-1` for `ins-nov-1`.
  fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
