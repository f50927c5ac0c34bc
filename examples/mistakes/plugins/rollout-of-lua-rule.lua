rule "long-service" {
  on = "service.completed",
  rollout = { percent = 20, by = "customer.teir" },
  run = function(event, customer, ctx)
    ctx.act("notify", { to = customer.id, template = "long" })
  end,
}
