local function rate(state)
  log.info("asked for", state)
  return decimal("0.05")
end

return { tax = { rate = rate } }
