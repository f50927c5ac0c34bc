return { NY = decimal("0.08875") }
