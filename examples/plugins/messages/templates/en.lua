return {
  thank_you = "Dear {name}, thank you for your visit. The total was {total}. {signature}",
  quote_ready = "Dear {name}, your quote of {total} is ready. {signature}",
}
