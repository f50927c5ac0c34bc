return {
  thank_you = "Guten Tag {name}, danke für Ihren Besuch. Die Summe war {total}. {signature}",
  quote_ready = "Guten Tag {name}, Ihr Angebot über {total} liegt bereit. {signature}",
}
