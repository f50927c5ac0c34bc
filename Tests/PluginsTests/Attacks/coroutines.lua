==== an endless loop in a coroutine -> steps
local co = coroutine.create(function() while true do end end)
while true do coroutine.resume(co) end
==== a new coroutine for every few steps -> steps
while true do coroutine.resume(coroutine.create(function() for i = 1, 90 do end end)) end
==== coroutines inside coroutines -> ok, runtime
local function f(n) return n == 0 or coroutine.resume(coroutine.create(f), n - 1) end
return f(1000) ~= nil
==== a coroutine that yields for ever -> steps
local co = coroutine.wrap(function() while true do coroutine.yield() end end)
while true do co() end
==== a coroutine that resumes itself -> ok
local co
co = coroutine.create(function() return coroutine.resume(co) end)
local ok, inner = coroutine.resume(co)
return ok and inner == false
==== very many coroutines kept -> memory, steps
local t = {}
while true do t[#t + 1] = coroutine.create(function() coroutine.yield() end) end
==== close is not there -> runtime
return coroutine.close(coroutine.create(function() end))
==== a dead coroutine resumed -> ok
local co = coroutine.create(function() end)
coroutine.resume(co)
return (coroutine.resume(co)) == false
==== an error in a wrapped coroutine -> runtime
coroutine.wrap(function() error("inside") end)()
==== yield across pcall -> ok
local co = coroutine.wrap(function() local ok, v = pcall(function() return coroutine.yield(1) + 1 end) return v end)
co()
return co(41) == 42
==== yield across sort -> runtime
local co = coroutine.wrap(function() table.sort({ 3, 2, 1 }, function(a, b) coroutine.yield() return a < b end) end)
co()
==== yield from the main chunk -> runtime
coroutine.yield(1)
==== pcall in a coroutine swallows the limit -> steps
coroutine.wrap(function() while true do pcall(function() while true do end end) end end)()
==== recursion in a coroutine -> runtime, memory, steps
local function f() return 1 + f() end
coroutine.wrap(f)()
