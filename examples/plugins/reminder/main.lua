-- reminder: oil-change
-- for: { customer: customer.days_since_last_service > 150 }
-- message: oil_change
--
-- becomes an event, a schedule that emits it, and a rule that answers it.
local function reminder(id, fields)
  local event = "reminder." .. id
  local entity
  for name in pairs(fields["for"]) do
    if entity then error("a reminder is for one sort of rows") end
    entity = name
  end
  return {
    { "event", event, { subject = entity } },
    { "schedule", id, {
      every = fields.every or config.every,
      timezone = fields.timezone,
      for_each = fields["for"],
      emit = event,
    } },
    { "rule", id, {
      on = event,
      description = fields.description,
      ["do"] = { { notify = {
        to = entity,
        template = fields.message,
        channel = fields.channel or config.channel,
      } } },
    } },
  }
end

return { kinds = { reminder = reminder } }
