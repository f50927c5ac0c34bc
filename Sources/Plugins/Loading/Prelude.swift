/// Lua of our own that runs before a plugin's files: modules, rule scripts and their `ctx`.
enum Prelude {
  static let file = "bylaw"

  /// Returns functions for the host: `provide` adds a file, `rules` lists the rules that were declared.
  static let source = """
    local chunks, loaded, loading, declared = {}, {}, {}, {}
    local error, kind, type, ipairs = error, kind, type, ipairs

    function require(name)
      if type(name) ~= "string" then error("require needs the name of a file of this plugin", 2) end
      if loaded[name] ~= nil then return loaded[name] end
      local chunk = chunks[name]
      if not chunk then error("no file of this plugin is called '" .. name .. "'", 2) end
      if loading[name] then error("the file '" .. name .. "' requires itself", 2) end
      loading[name] = true
      local result = chunk()
      if result == nil then result = true end
      loaded[name] = result
      loading[name] = nil
      return result
    end

    local ctx = {
      act = actions.request,
      emit = events.emit,
      insert = model.insert,
      upsert = model.upsert,
      update = model.update,
      delete = model.delete,
      facts = facts,
      log = log,
      now = time.now,
      random = random,
    }
    local settings = rulebook_settings
    rulebook_settings = nil
    setmetatable(ctx, { __index = function(_, key) if key == "settings" then return settings() end end })

    function rule(id)
      if type(id) ~= "string" then error("a rule needs an id: rule \\"my-rule\\" { ... }", 2) end
      return function(fields)
        if type(fields) ~= "table" then error("a rule is a table: rule \\"" .. id .. "\\" { ... }", 2) end
        local run = fields.run
        if type(run) ~= "function" then error("rule \\"" .. id .. "\\" needs `run = function(event, customer, ctx)`", 2) end
        local copy = {}
        for key, value in pairs(fields) do copy[key] = value end
        copy.id = id
        copy.run = function(event, customer) run(event, customer, ctx) end
        declared[#declared + 1] = copy
      end
    end

    return {
      provide = function(name, chunk) chunks[name] = chunk end,
      rules = function() return declared end,
    }
    """
}
