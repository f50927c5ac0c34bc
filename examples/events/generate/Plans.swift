// Plans, usage, campaigns and trifles.

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
