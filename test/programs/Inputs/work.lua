-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
--
-- work.lua: asks Lua for much memory in many ways. Nothing depends on
-- addresses or time, once the seed of the hashes is fixed.
local N = tonumber(arg[1])
local kept = {}
for i = 1, N do
  local key = "key" .. i % 500
  local list = kept[key] or {}
  kept[key] = list
  list[#list + 1] = { i, tostring(i), name = key .. i }
  if #list > 20 then kept[key] = nil end
  if i % 100 == 0 then
    assert(not pcall(function() local nothing; return nothing.field end))
    assert(not pcall(error, { i }))
  end
  if i % 500 == 0 then
    local routine = coroutine.wrap(function(a)
      for j = 1, 50 do a = coroutine.yield(a .. j) end
    end)
    local text = ""
    for _ = 1, 50 do text = routine(text):sub(-30) end
  end
end
local text = string.rep("some text to look through ", 500)
local words = {}
for word in text:gmatch("%a+") do words[#words + 1] = word:upper() end
print(#table.concat(words, ","), #text:gsub("text", "memory"))
local object = setmetatable({}, { __index = function(_, k) return k .. k end,
                                  __gc = function() kept = nil end })
print(object.twice, load("local a = ... return a * 2")(21))
local deep = 0
local function recurse()
  deep = deep + 1
  return deep < 1000 and 1 + recurse() or error("deep enough")
end
assert(not pcall(recurse))
print(string.format("%5.2f|%-10s|%q", 3.14159, "left", "a\nb"))
local file = assert(io.tmpfile())
for i = 1, 1000 do file:write(i, "\n") end
file:seek("set")
local sum = 0
for line in file:lines() do sum = sum + tonumber(line) end
file:close()
print(sum, os.date("!%Y", 0), select("#", table.unpack(words, 1, 100)))
