rule "ring" {
  on = "rang",
  run = function(event, customer, ctx)
    ctx.act("notify", { to = customer.id, template = "ring" })
  end,
}
