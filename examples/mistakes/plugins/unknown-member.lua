rule "long-service" {
  on = "service.completed",
  run = function(event, customer, ctx)
    ctx.act("notify", { to = string.uper(customer.id), template = "long" })
  end,
}
