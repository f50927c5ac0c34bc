rule "long-service" {
  on = "service.completed",
  run = function(event, customer, ctx)
    if event.minutes > 60
      ctx.act("notify", { to = customer.id, template = "long" })
    end
  end,
}
