rule "late-fee" {
  on = "service.completed",
  run = function(event, customer, ctx)
    ctx.act("charge", { to = customer.id, amount = 5.00, label = "Late" })
  end,
}
