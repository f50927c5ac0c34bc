return { tax = { rate = function(state) return decimal("0.05") end } }
