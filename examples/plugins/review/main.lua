-- How often words of a list stand in a text.
local function count(text, words)
  local found = 0
  for _, word in ipairs(words) do
    if text:find(word, 1, true) then found = found + 1 end
  end
  return found
end

local function mood(event)
  if event.text == nil then return nil end
  local text = event.text:lower()
  local good, bad = count(text, config.good), count(text, config.bad)
  if good == bad then return "mixed" end
  return good > bad and "good" or "bad"
end

local function words(event)
  local number = 0
  for _ in (event.text or ""):gmatch("%S+") do number = number + 1 end
  return number
end

-- The steps of a rule that write to somebody.
local function messages(definition)
  local found = {}
  if definition.kind ~= "rule" or not definition.fields["do"] then return found end
  for index, step in ipairs(definition.fields["do"]) do
    for _, action in ipairs(config.writing) do
      local arguments = step[action]
      if arguments then found[#found + 1] = { at = "do." .. index .. "." .. action, arguments = arguments } end
    end
  end
  return found
end

local function described(definition)
  if #messages(definition) == 0 or definition.fields.description then return nil end
  log.info("no description:", definition.id)
  return {
    { message = "`" .. definition.id .. "` writes to people and does not say why", help = "add `description:`" },
  }
end

local function polite(definition)
  local findings = {}
  for _, message in ipairs(messages(definition)) do
    local text = message.arguments.text
    if text and #text > 10 and text == text:upper() then
      findings[#findings + 1] = { message = "this text shouts", at = message.at, severity = "error" }
    end
  end
  return findings
end

return {
  enrichers = { review = { received = { mood = mood, words = words } } },
  checks = { described = described, polite = polite },
}
