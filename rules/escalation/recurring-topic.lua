-- Who writes about the same thing again and again has a problem that answers do not solve.
local long_ago = duration("720h")

-- The words of a topic that say something: letters only, at least four of them.
local function words(topic)
  local found = {}
  for word in string.gmatch(string.lower(topic), "%a%a%a%a+") do found[word] = true end
  return found
end

rule "recurring-topic" {
  description = "The third ticket about one thing within 30 days goes to somebody who looks at all of them.",
  on = "ticket.created",
  when = [[ customer.tickets.size() >= 3 ]],
  run = function(event, customer, ctx)
    local counts = {}
    for _, ticket in ipairs(customer.tickets) do
      if event.time - ticket.created_at <= long_ago then
        for word in pairs(words(ticket.topic)) do counts[word] = (counts[word] or 0) + 1 end
      end
    end
    -- `pairs` visits words in the order of the alphabet, so the first of several is always the same.
    for word in pairs(words(event.topic)) do
      if (counts[word] or 0) >= 3 then
        ctx.act("escalate", {
          to = "customer_care",
          about = customer.id,
          reason = counts[word] .. " tickets about " .. word .. " within 30 days",
          within = duration("8h"),
        })
        return
      end
    end
  end,
}
