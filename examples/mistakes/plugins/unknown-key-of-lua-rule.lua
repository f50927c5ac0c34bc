rule "long-service" {
  on = "service.completed",
  cooldwn = "30d",
  run = function(event, customer, ctx)
    ctx.act("notify", { to = customer.id, template = "long" })
  end,
}
