local function short(definition)
  local text = definition.kind == "rule" and definition.fields.description
  if text and #text > 30 then
    return { { message = "a description has at most 30 characters", at = "description", help = "say it in fewer words" } }
  end
end

return { checks = { short = short } }
