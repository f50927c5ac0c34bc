// The characters whose story the demo tells.

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
