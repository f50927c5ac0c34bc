==== a.b.b.b with very many links -> source
local a
return a<<2000*.b>>
==== a.b.b.b behind brackets -> source
local a
return (a<<40*.b>>)<<40*.b>>
==== a[b[b[b very deep -> source
local a, b
return a<<150*[b>><<150*]>>
==== brackets inside brackets -> source
return <<150*(>>1<<150*)>>
==== functions inside functions -> syntax
<<250*local function f() >><<250*end >>
==== blocks inside blocks -> syntax
<<250*do >><<250*end >>
==== not not not not -> syntax
return <<300*not >>1
==== minus minus minus -> syntax
return <<300*- >>1
==== a long concatenation -> syntax
return ""<<300* .. "x">>
==== an expression of very many terms -> ok
return (1<<2000* + 1>>) == 2001
==== very many local variables -> syntax
<<250*local x = 1
>>
==== a source that is too long -> source
return "<<40000*x>>"
==== very many elses -> ok
local x = 0
if x == 1 then <<1000*elseif x == 2 then >>end
return true
==== a table of very many constructors -> ok
local t = { <<8000*1,>> }
return #t == 8000
==== sort with an order that contradicts itself -> ok
local t = {}
for i = 1, 100 do t[i] = i end
table.sort(t, function() return true end)
return #t == 100
==== sort with an order that removes -> ok, runtime
local t = {}
for i = 1, 100 do t[i] = i end
table.sort(t, function(a, b) for i = 1, 100 do t[i] = nil end return a < b end)
return true
==== sort with an order that sorts -> runtime, steps
local t = { 3, 2, 1 }
local function order(a, b) table.sort({ 3, 2, 1 }, order) return a < b end
local function deep(a, b) local u = { 2, 1 } table.sort(u, deep) return a < b end
table.sort(t, deep)
==== sort of numbers and texts -> runtime
table.sort({ 1, "a", 2 })
==== pcall inside pcall as deep as it goes -> ok, runtime
local function f(n) return n == 0 or pcall(f, n - 1) end
return f(10000)
==== metamethods inside metamethods -> runtime
local m = {}
m.__add = function(a, b) return a + b end
return setmetatable({}, m) + 1
==== tostring inside tostring -> runtime
local function nest(n) return setmetatable({}, { __tostring = function() return tostring(nest(n - 1)) end }) end
return tostring(nest(1000))
==== errors with long names, caught in a loop -> steps, time
local function f(a) local x = a<<30*.b>> end
while true do pcall(f, nil) end
==== a table emptied while it is visited -> ok
local t = {}
for i = 1, 100 do t["k" .. i] = i end
for k in pairs(t) do for j = 1, 100 do t["k" .. j] = nil end end
return true
==== a table filled while it is visited -> ok
local t = { a = 1 }
for k in pairs(t) do for j = 1, 100 do t["k" .. j] = 1 end end
return true
==== select of very many -> ok
local n = 0
for i = 1, 100 do n = n + select("#", table.unpack({}, 1, 900)) end
return n == 90000
==== select counted from the end -> runtime
return select(-5, 1)
==== integer division by zero -> runtime
return 1 // 0
==== the smallest number divided by minus one -> ok
return math.mininteger // -1 == math.mininteger
==== a decimal that overflows -> host
local d = decimal("9")
while true do d = d * d end
==== a decimal divided by zero -> host
return decimal("1") / 0
==== a decimal meets a float -> host
return decimal("1") + 0.5
==== money of two currencies -> host
return money("1 EUR") + money("1 USD")
