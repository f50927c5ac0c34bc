local fields = plugin.enrichers.review.received

test("the mood is that of most of the words", function()
  equal(fields.mood({ text = "Friendly and on time." }), "good")
  equal(fields.mood({ text = "Quick, but RUDE and late" }), "bad")
  equal(fields.mood({ text = "It was there" }), "mixed")
  equal(fields.mood({}), nil)
end)

test("words are counted", function()
  equal(fields.words({ text = " Never  again! " }), 2)
  equal(fields.words({}), 0)
end)

test("rules that write to people say why", function()
  local rule = { kind = "rule", id = "thanks", fields = { ["do"] = { { notify = { text = "Thanks" } } } } }
  equal(#plugin.checks.described(rule), 1)
  rule.fields.description = "Thanks everybody."
  equal(plugin.checks.described(rule), nil)
end)

test("texts do not shout", function()
  local rule = { kind = "rule", id = "due", fields = { ["do"] = { { notify = { text = "PAY WHAT IS DUE" } } } } }
  equal(plugin.checks.polite(rule)[1].at, "do.1.notify")
end)
