// What everybody does, and a bad day.

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
