rule "long-service" {
  on = "service.completed",
  run = function(event, customer, ctx)
    if event.minuts > 60 then ctx.act("notify", { to = customer.id, template = "long" }) end
  end,
}
