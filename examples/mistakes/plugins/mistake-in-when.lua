rule "long-service" {
  on = "service.completed",
  when = [[ event.minuts > 60 ]],
  run = function(event, customer, ctx)
    ctx.act("notify", { to = customer.id, template = "long" })
  end,
}
