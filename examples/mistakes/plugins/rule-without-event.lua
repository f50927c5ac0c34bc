rule "long-service" {
  run = function(event, customer, ctx)
    ctx.act("notify", { to = customer.id, template = "long" })
  end,
}
