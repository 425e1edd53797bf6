local first, second = ...
local seed, random, select = math.randomseed, math.random, select
seed(first, second)
-- Lua's own seed is the time in seconds and an address, the same for every program of that second.
math.randomseed = function(...)
  if select("#", ...) == 0 then return seed(random(0), random(0)) end
  return seed(...)
end
package.path = "./?.lua;./?/init.lua"
package.cpath = ""
-- There are no libraries in C that these two could load.
package.searchers[4], package.searchers[3] = nil, nil
local type, tostring, getmetatable, rawget = type, tostring, debug.getmetatable, rawget
local traceback = debug.traceback
return function(value)
  local message
  if type(value) == "string" or type(value) == "number" then
    message = tostring(value)
  else
    local meta = getmetatable(value)
    local show = type(meta) == "table" and rawget(meta, "__tostring")
    message = show and show(value)
    if type(message) ~= "string" then message = "(error object is a " .. type(value) .. " value)" end
  end
  return #message .. ":" .. message .. traceback("", 2)
end
