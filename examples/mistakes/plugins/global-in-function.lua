rule "long-service" {
  on = "service.completed",
  run = function(event, customer, ctx)
    total = event.minutes
    ctx.act("notify", { to = customer.id, template = "long" })
  end,
}
