-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
--
-- lua_checks.lua: a test suite for Lua, as Debian's package brings none: what
-- has to do with memory, errors and processes. A line for each check, "ok" or
-- "not ok" and its name.
local function check(name, truth)
  print((truth and "ok " or "not ok ") .. name)
end

-- Errors leave frames by longjmp, with buffers of theirs on the stack.
check("error keeps its value", select(2, pcall(error, { 7 }))[1] == 7)
check("error has a position",
      select(2, pcall(function() error("here") end)):match(":%d+: here$"))
check("indexing nil is an error",
      not pcall(function() local nothing; return nothing.field end))
check("sorting by a broken order ends",
      pcall(table.sort, { 3, 1, 2 }, function() return false end))
check("an error leaves a sort",
      not pcall(table.sort, { 3, 1, 2 }, function() error("x") end))
check("an error leaves gsub's buffer",
      not pcall(string.gsub, ("x"):rep(10000), "x", function() error() end))
check("a handler sees the error", select(2, xpcall(
  error, function(text) return text .. "!" end, "x")) == "x!")
local function recurse(n)
  return n == 0 and error("deep") or 1 + recurse(n - 1)
end
for _, depth in ipairs { 1, 10, 100, 1000, 10000, 100000 } do
  check("an error leaves " .. depth .. " calls", not pcall(recurse, depth))
end
local function forever() return 1 + forever() end
check("endless recursion is an error",
      select(2, pcall(forever)):find("stack overflow"))
local function protected() return pcall(protected) end
check("endless pcall is an error",
      tostring(select(-1, protected())):find("overflow"))
check("too large a string is an error", not pcall(string.rep, "x", -1 >> 1))
check("no memory for a string is an error",
      not pcall(string.rep, "x", 1 << 46))
check("no memory for a table is an error",
      not pcall(table.unpack, {}, 1, 1 << 30))
check("a closed variable is closed by an error", (function()
  local closed = false
  pcall(function()
    local x <close> = setmetatable({}, {
      __close = function() closed = true end })
    error("x")
  end)
  return closed
end)())

-- Strings, tables and buffers that grow.
for _, size in ipairs { 0, 1, 40, 41, 1000, 1 << 16, 1 << 20, 1 << 24 } do
  check("a string of " .. size, #("x"):rep(size) == size)
end
for _, size in ipairs { 1, 7, 100, 5000, 300000 } do
  local list, map = {}, {}
  for i = 1, size do
    list[i] = tostring(i)
    map["k" .. i] = i
  end
  check("concatenation of " .. size, #table.concat(list) >= size)
  check("an array of " .. size, #list == size)
  local count = 0
  for _ in pairs(map) do count = count + 1 end
  check("a table of " .. size, count == size)
  table.sort(list)
  check("sorting " .. size, list[1] == "1")
  for i = size, 1, -1 do table.remove(list, i) end
  check("emptying " .. size, next(list) == nil)
  for key in pairs(map) do map[key] = nil end
  check("emptying a table of " .. size, next(map) == nil)
end
check("packing", string.unpack("z", string.pack("z", "text")) == "text")
check("formatting", string.format("%5.2f|%-4s|%q", 3.14159, "l", "a\nb")
      == " 3.14|l   |\"a\\\nb\"")
check("captures", ("key = value"):match("^(%w+)%s*=%s*(%w+)$") == "key")
check("utf8", #utf8.char(72, 228, 8364, 128512) == 10)
check("moving", table.move({ 1, 2, 3 }, 1, 3, 2)[4] == 3)
for i = 1, 100 do
  local text = ("a"):rep(i)
  check("gsub of " .. i, select(2, text:gsub("a", "bc")) == i)
end

-- Chunks: the parser has blocks that grow, and gives them back in errors.
check("load", load("return 1 + 1")() == 2)
check("load of nonsense", not load("return return"))
check("load of pieces", load((function()
  local pieces = { "local a = ... ", "return ", "a * 2" }
  local i = 0
  return function() i = i + 1; return pieces[i] end
end)())(21) == 42)
for _, size in ipairs { 10, 100, 1000, 20000 } do
  local lines = {}
  for i = 1, size do lines[i] = ("t[%d] = 'text %d'"):format(i, i) end
  local text = "local t = {} " .. table.concat(lines, " ") .. " return t"
  check("a chunk of " .. size .. " lines", #load(text)() == size)
  check("a chunk of " .. size .. " lines, dumped",
        #load(string.dump(load(text)))() == size)
  check("a chunk of " .. size .. " lines that ends too early",
        not load(text .. " end"))
end
check("too many local variables are an error",
      not load(("local x "):rep(300)))
check("upvalues live on", (function()
  local count = 0
  local function add() count = count + 1; return count end
  add()
  return add
end)()() == 2)

-- Coroutines have stacks of their own.
for _, rounds in ipairs { 1, 10, 1000 } do
  local routine = coroutine.wrap(function()
    for i = 1, rounds do coroutine.yield(i) end
  end)
  local sum = 0
  for _ = 1, rounds do sum = sum + routine() end
  check(rounds .. " yields", sum == rounds * (rounds + 1) // 2)
end
local many = {}
for i = 1, 10000 do
  many[i] = coroutine.create(function(a) return coroutine.yield(a) + 1 end)
  coroutine.resume(many[i], i)
end
local sum = 0
for i = 1, 10000 do sum = sum + select(2, coroutine.resume(many[i], i)) end
check("10000 coroutines at once", sum == 10000 * 10001 // 2 + 10000)
check("an error in a coroutine", not coroutine.resume(coroutine.create(error)))
check("a yield across pcall", select(2, coroutine.resume(coroutine.create(
  function() return pcall(coroutine.yield, 5) end))) == 5)
check("closing a coroutine", coroutine.close(many[1]))
local function nested(n)
  if n == 0 then return 0 end
  return 1 + coroutine.wrap(nested)(n - 1)
end
check("coroutines in coroutines", nested(150) == 150)
check("too many coroutines in coroutines", not pcall(nested, 100000))

-- The collector, in both of its modes, and what it calls.
for _, mode in ipairs { "incremental", "generational" } do
  collectgarbage(mode)
  local finalized = 0
  for i = 1, 20000 do
    local object = setmetatable({ i }, {
      __gc = function() finalized = finalized + 1 end })
    if i % 2 == 0 then object[2] = object end
  end
  collectgarbage()
  check(mode .. ": what is not in use is finalized", finalized >= 19999)
  local weak = setmetatable({}, { __mode = "v" })
  for i = 1, 1000 do weak[i] = { i } end
  collectgarbage()
  check(mode .. ": weak values go", next(weak) == nil)
  local keys = setmetatable({}, { __mode = "k" })
  for i = 1, 1000 do keys[{ i }] = { i } end
  collectgarbage()
  check(mode .. ": weak keys go", next(keys) == nil)
  local before = collectgarbage("count")
  local text = ("x"):rep(1 << 20)
  check(mode .. ": memory is counted",
        collectgarbage("count") - before >= 1024 and #text > 0)
  for step = 1, 20 do
    local garbage = {}
    for i = 1, 1000 do garbage[i] = { tostring(i * step) } end
    check(mode .. ": a step of " .. step,
          type(collectgarbage("step", step)) == "boolean")
  end
end
many, weak = nil, nil
collectgarbage()

-- Files and processes. arg[-1] is this interpreter.
local function run(script, more)
  local pipe = io.popen(("'%s' -e '%s' %s"):format(arg[-1], script, more or ""))
  local text = pipe:read("a")
  return text, pipe:close()
end
local name = os.tmpname()
local file = assert(io.open(name, "w"))
for i = 1, 10000 do file:write(i, "\n") end
file:close()
local lines = 0
for _ in io.lines(name) do lines = lines + 1 end
check("a file is written and read", lines == 10000)
check("a file is read whole", #assert(io.open(name)):read("a") == 48894)
check("a file is removed", os.remove(name) and not io.open(name))
for i = 1, 10 do
  check("a child says " .. i, run(("print(%d)"):format(i)) == i .. "\n")
end
check("a child exits", select(4, run("os.exit(3)")) == 3)
check("a child exits and closes", select(4, run("os.exit(4, true)")) == 4)
check("a child fails", select(4, run("error(1)", "2>/dev/null")) == 1)
check("a child is killed",
      select(2, os.execute("exec '" .. arg[-1] ..
        "' -e 'os.execute(\"kill -9 $PPID\")'")) == "signal")
check("a child has a child", run(
  ('io.write(io.popen("%s -v"):read("a"))'):format(arg[-1])):match("^Lua 5"))
check("a child takes much", run(
  'local t = {} for i = 1, 1e6 do t[i] = {} end print(#t)') == "1000000\n")
