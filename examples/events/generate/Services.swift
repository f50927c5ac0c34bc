// Sessions, quotes and services.

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
