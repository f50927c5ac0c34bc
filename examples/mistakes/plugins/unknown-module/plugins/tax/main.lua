local function rate(state)
  local rates = require("rate")
  return rates[state]
end

return { tax = { rate = rate } }
