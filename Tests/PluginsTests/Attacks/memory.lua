==== a text that doubles -> memory, steps
local s = "x"
while true do s = s .. s end
==== a table that grows -> memory, steps
local t = {}
for i = 1, math.huge do t[i] = i end
==== tables in tables -> memory, steps
local t = {}
while true do t = { t, t } end
==== closures that hold one another -> memory, steps
local f = function() end
while true do local g = f f = function() return g end end
==== many texts, all different -> memory, steps
local t = {}
for i = 1, math.huge do t[i] = "text number " .. i end
==== string.rep of more than there is -> runtime
return string.rep("x", 1 << 40)
==== string.rep of nothing, very often -> ok
return string.rep("", 1 << 62) == ""
==== string.rep whose size overflows -> runtime
return string.rep("ab", math.maxinteger)
==== string.rep with a separator whose size overflows -> runtime
return string.rep("", 1 << 62, "x")
==== table.concat of more than there is -> runtime, memory
local t, s = {}, string.rep("x", 100000)
for i = 1, 1000 do t[i] = s end
return table.concat(t)
==== table.concat over all numbers -> runtime, steps
return table.concat({}, "", 1, math.maxinteger)
==== table.concat at the end of the numbers -> runtime
return table.concat({}, "", math.maxinteger - 1, math.maxinteger)
==== table.unpack of everything -> runtime
return table.unpack({}, 1, 1 << 30)
==== table.unpack over the whole range -> runtime
return table.unpack({}, math.mininteger, math.maxinteger)
==== table.move is not there -> runtime
return table.move({}, 1, 1 << 60, 2)
==== table.insert with a length that lies -> ok
local t = setmetatable({}, { __len = function() return 1 << 60 end })
table.insert(t, 1, "x")
return #t == 1 << 60 and rawlen(t) == 1
==== string.format with a huge width -> runtime
return string.format("%999999999d", 1)
==== string.format with very many conversions -> runtime, steps
return string.format(string.rep("%s", 60000), 1)
==== string.byte of everything -> runtime
return string.byte(string.rep("x", 200000), 1, -1)
==== utf8.char of very many -> runtime
return utf8.char(table.unpack((function() local t = {} for i = 1, 900 do t[i] = 0x7FFFFFFF end return t end)()))
==== utf8.codepoint of everything -> memory, runtime, steps
return utf8.codepoint(string.rep("x", 200000), 1, -1)
==== string.gsub that grows its text -> runtime, steps
local s = string.rep("x", 200000)
return s:gsub("x", s)
==== a rehash of many keys that collide -> memory, steps
local t = {}
for i = 0, 200000 do t[i << 32] = true end
==== a rehash by holes -> memory, steps
local t = {}
for i = 1, 60 do t[1 << i] = true end
for i = 1, math.huge do t[i * 4096] = i end
==== arguments beyond number -> runtime, memory, steps
local function f(...) return f(1, 2, 3, 4, 5, 6, 7, 8, 9, ...) end
return f()
==== memory errors swallowed again and again -> steps
while true do pcall(string.rep, "x", 250000) local t = {} pcall(function() while true do t[#t + 1] = string.rep("x", 100000) end end) end
==== a text as large as allowed, kept very often -> memory, steps
local t = {}
for i = 1, math.huge do t[i] = string.rep(tostring(i), 30000) end
==== varargs copied in a loop -> steps, time
local t = {}
for i = 1, 900 do t[i] = i end
local function f(...) while true do local a = ... end end
f(table.unpack(t))
