rule "long-service" {
  on = "service.completed",
  run = function(event, customer, ctx)
    if evnt.minutes > 60 then ctx.act("notify", { to = customer.id, template = "long" }) end
  end,
}
