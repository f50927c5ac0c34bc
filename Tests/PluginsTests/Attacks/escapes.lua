==== load -> runtime
return load("return 1")
==== string.dump -> runtime
return string.dump(function() end)
==== bytecode -> syntax, source
<<1B>>Lua<<53>>
==== os.execute -> runtime
return os.execute("true")
==== io.open -> runtime
return io.open("/etc/passwd")
==== require of nothing known -> runtime
return require("os")
==== debug -> runtime
return debug.getregistry()
==== collectgarbage -> runtime
return collectgarbage("stop")
==== package -> runtime
return package.loaded
==== rawset around the globals -> runtime
rawset(_G, "print", nil)
==== next -> runtime
return next({})
==== the metatable of texts -> ok
return getmetatable("") == nil
==== methods of texts put under another's feet -> ok
string.upper = function() return "poisoned" end
return ("x"):upper() == "X"
==== a finalizer -> runtime
setmetatable({}, { __gc = function() while true do end end })
==== a finalizer added later -> ok
local m = {}
setmetatable({}, m)
m.__gc = function() error("never") end
for i = 1, 1000 do local t = {} end
return true
==== a weak table -> runtime
setmetatable({}, { __mode = "k" })
==== a weak table added later, with memory running out -> memory, steps
local m = {}
local t = setmetatable({}, m)
m.__mode = "kv"
for i = 1, math.huge do t[i] = { i } end
==== a closing variable -> runtime
local x <close> = setmetatable({}, { __close = function() end })
==== a closing variable through a metatable set before -> runtime
local m = {}
local t = setmetatable({}, m)
m.__close = function() while true do end end
local x <close> = t
==== __pairs -> runtime
setmetatable({}, { __pairs = function() return function() end end })
==== a protected metatable -> runtime
local t = setmetatable({}, { __metatable = "no" })
setmetatable(t, {})
==== getmetatable of a value of the host -> ok
return getmetatable(decimal("1")) == nil
==== a write to a value of the host -> runtime
decimal("1").x = 1
==== an address in a text -> ok
return tostring({}) == "table" and tostring(print) == "function" and string.format("%s", {}) == "table"
==== %p -> runtime
return string.format("%p", {})
==== keys without order -> runtime
for k in pairs({ [{}] = 1 }) do end
==== coroutines are off -> runtime
return coroutine.create(function() end)
==== a power differs between machines -> source
return 2 ^ 0.5
==== a random number -> runtime
return math.random()
==== the time -> runtime
return os.time()
==== an error that is a table with a __tostring that loops -> runtime
error(setmetatable({}, { __tostring = function() while true do end end }))
==== an error that is a table with a __name -> runtime
error(setmetatable({}, { __name = string.rep("x", 100000) }))
==== an error that is nil -> runtime
error()
==== an error with a very long text -> runtime
error(string.rep("x", 200000))
==== an error with control characters -> runtime
error("\27[31m\0\n\r")
==== an error that looks like a limit -> runtime
error("not enough memory")
==== a function as a result -> ok
return true or function() end
==== a table that contains itself -> result
local t = {}
t[1] = t
return t
==== a result of very many values -> result, steps, memory
local t = {}
for i = 1, 20000 do t[i] = i end
return t
==== a result nested very deeply -> result
local t = {}
for i = 1, 100 do t = { t } end
return t
==== a result that is shared a million times -> result
local t = { 1 }
for i = 1, 30 do t = { t, t } end
return t
==== a result that is not finite -> result
return { 0 / 0 }
==== a result that is not UTF-8 -> result
return "\xff\xfe"
==== a result with holes -> result
return { 1, nil, 3 }
==== a result with both kinds of keys -> result
return { 1, a = 2 }
==== a result with a boolean key -> result
return { [true] = 1 }
