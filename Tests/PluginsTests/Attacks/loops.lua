==== an endless loop -> steps
while true do end
==== an endless loop that does nothing but jump -> steps
::again:: goto again
==== a loop over almost all numbers -> steps
for i = 1, math.maxinteger do end
==== endless recursion -> steps, memory
local function f() return 1 + f() end
return f()
==== endless recursion in tail calls -> steps
local function f() return f() end
return f()
==== two functions that call each other -> steps, memory
local a, b
function a(n) return b(n + 1) + 1 end
function b(n) return a(n + 1) + 1 end
return a(0)
==== Ackermann -> steps, memory
local function a(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return a(m - 1, 1) end
  return a(m - 1, a(m, n - 1))
end
return a(4, 3)
==== pcall swallows the limit -> steps
while true do pcall(function() while true do end end) end
==== pcall in pcall in pcall -> steps, runtime
local function f() pcall(f) f() end
f()
==== xpcall whose handler loops -> steps
xpcall(function() error("x") end, function() while true do end end)
==== xpcall whose handler swallows the limit -> steps
while true do xpcall(function() while true do end end, function() return "caught" end) end
==== an error in the handler of an error in the handler -> ok
local function h() error("again") end
return (select(2, xpcall(function() error("x") end, h)) ~= nil)
==== __index that never ends -> steps, runtime
local t = setmetatable({}, { __index = function(t, k) return t[k .. "x"] end })
return t.x
==== a chain of __index tables in a circle -> runtime
local a, b = {}, {}
setmetatable(a, { __index = b })
setmetatable(b, { __index = a })
return a.x
==== __call of __call -> runtime, steps, memory
local t = {}
setmetatable(t, { __call = t })
return t()
==== __eq that compares again -> steps, runtime
local m = {}
m.__eq = function(a, b) return a == b end
return setmetatable({}, m) == setmetatable({}, m)
==== __concat that concatenates again -> steps, runtime
local m = {}
m.__concat = function(a, b) return a .. b end
return setmetatable({}, m) .. "x"
==== __newindex that writes again -> steps, runtime
local m = {}
m.__newindex = function(t, k, v) t[k .. "x"] = v end
setmetatable({}, m).x = 1
==== __tostring that asks for its own text -> runtime
local m = {}
m.__tostring = function(t) return tostring(t) end
return tostring(setmetatable({}, m))
==== a log flood -> host
while true do print(string.rep("x", 1000)) end
