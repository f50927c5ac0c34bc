local function remind(id, fields)
  if #fields.message > 20 then error("a message has at most 20 characters", 0) end
  return {
    { "rule", id, { on = fields.on, ["do"] = { { notify = { to = "customer", template = fields.message } } } } },
  }
end

return { kinds = { remind = remind } }
