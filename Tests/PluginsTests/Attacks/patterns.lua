==== nested repetitions -> steps
return string.find(string.rep("a", 5000), string.rep("a-", 12) .. "b")
==== trailing blanks, quadratic -> steps
return (string.gsub(string.rep(" ", 100000) .. "x", "%s+$", ""))
==== many stars -> steps
return string.match(string.rep("a", 1000), string.rep("a*", 30) .. "b")
==== balanced brackets that never close -> steps
return string.rep("(", 200000):gsub("%b()", "")
==== a frontier at every place of a long set -> steps
return string.rep("a", 100000):find("%f[" .. string.rep("b", 5000) .. "]")
==== a set as long as allowed -> steps
return string.rep("a", 100000):find("[" .. string.rep("b", 100000) .. "]")
==== a capture repeated -> steps
return string.find(string.rep("a", 20000), "(a*)%1%1b")
==== captures deep inside one another -> runtime
return string.find("x", string.rep("(", 40) .. "x")
==== a pattern deeper than the stack -> runtime, steps
return string.find(string.rep("a", 100000), string.rep("a?", 100000))
==== a pattern that ends too early -> runtime
return string.find("x", "[a")
==== gmatch of nothing, for ever -> steps
while true do for _ in string.gmatch(string.rep("a", 1000), "") do end end
==== gsub that calls gsub that calls gsub -> runtime, steps
local function f(s) return (s:gsub(".", f)) end
return f("x")
==== gsub with a table that answers with gsub -> runtime, steps
local t = {}
setmetatable(t, { __index = function(_, k) return (k:gsub(".", t)) end })
return ("x"):gsub(".", t)
==== find of a long text in a longer one, often -> steps
local s = string.rep("a", 200000)
local p = string.rep("a", 100000) .. "b"
while true do s:find(p, 1, true) end
==== upper, lower, reverse of a long text, often -> steps
local s = string.rep("a", 200000)
while true do s:upper() s:lower() s:reverse() end
