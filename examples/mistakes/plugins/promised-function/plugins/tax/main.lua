return { tax = { rates = function(state) return decimal("0.05") end } }
