rule "long-service" {
  on = "service.completed",
  cap = { at_most = 1, per = "week" },
  run = function(event, customer, ctx)
    ctx.act("notify", { to = customer.id, template = "long" })
  end,
}
