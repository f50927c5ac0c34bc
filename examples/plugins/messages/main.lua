-- Templates are plain tables in files of their own, one file a language.
local languages = {
  en = require("templates.en"),
  de = require("templates.de"),
}

-- `de-AT` falls back to `de`, and what is not known to the language of the settings.
local function templates(language)
  local short = language:match("^%a+") or ""
  return languages[short:lower()] or languages[config.language]
end

local function fill(template, values)
  return (template:gsub("{([%w_]+)}", function(name)
    if name == "signature" then return config.signature end
    local value = values[name]
    if value == nil then error("the message needs a value for '" .. name .. "'", 0) end
    return tostring(value)
  end))
end

local function text(name, language, values)
  local template = templates(language)[name]
  if not template then error("no template is called '" .. name .. "'", 0) end
  return fill(template, values)
end

local function names()
  local list = {}
  for name in pairs(languages[config.language]) do list[#list + 1] = name end
  return list
end

return { message = { text = text, templates = names } }
