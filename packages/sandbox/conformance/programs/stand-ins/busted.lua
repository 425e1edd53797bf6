-- The part of busted and its assertions that the corpora use, of our own writing. Defines it globally; The main file calls `finish_tests`.

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for key, value in pairs(a) do
    if not same(value, b[key]) then
      return false
    end
  end
  for key in pairs(b) do
    if a[key] == nil then
      return false
    end
  end
  return true
end

local function raised(call, wanted)
  local ok, message = pcall(call)
  if ok then
    return false
  end
  if wanted == nil then
    return true
  end
  if type(wanted) == "string" and type(message) == "string" then
    -- Lua puts the place before the message.
    return message == wanted or message:gsub("^[^:]*:%d+: ", "") == wanted
  end
  return same(message, wanted)
end

local checks = {
  same = same,
  equal = function(a, b)
    return a == b
  end,
  truthy = function(value)
    return value and true or false
  end,
  falsy = function(value)
    return not value
  end,
  near = function(expected, actual, tolerance)
    return actual >= expected - tolerance and actual <= expected + tolerance
  end,
  lteq = function(value, most)
    return value <= most
  end,
  error = raised,
}
for _, kind in ipairs({ "nil", "true", "false", "table", "number", "string", "boolean", "function" }) do
  checks[kind] = function(value)
    if kind == "nil" then
      return value == nil
    elseif kind == "true" then
      return value == true
    elseif kind == "false" then
      return value == false
    end
    return type(value) == kind
  end
end
checks.equals, checks.errors = checks.equal, checks.error

local words = { are = true, is = true, has = true, was = true, no = true, ["not"] = true, does = true }

-- `are.same`, `is_not_nil`, `has.no.errors`: words without meaning, `not` and `no`, and the name of a check.
local function assertion(path)
  return setmetatable({}, {
    __index = function(_, key)
      return assertion(path .. "_" .. key)
    end,
    __call = function(_, ...)
      local negated, skipping = false, true
      local rest = {}
      for word in path:gmatch("[^_]+") do
        if skipping and (word == "not" or word == "no") then
          negated = not negated
        elseif not (skipping and words[word]) then
          skipping = false
          rest[#rest + 1] = word
        end
      end
      local check = checks[table.concat(rest, "_")] or error("no assertion " .. path)
      if (not check(...)) ~= negated then
        local shown = {}
        for index = 1, select("#", ...) do
          shown[index] = tostring((select(index, ...)))
        end
        error("assert" .. path .. "(" .. table.concat(shown, ", ") .. ")", 2)
      end
      return ...
    end,
  })
end

local plain_assert = assert
assert = setmetatable({
  spy = function(spied)
    local function judge(ok, message)
      if not ok then
        error(message, 3)
      end
    end
    return {
      was_called = function(times)
        judge(times == nil and #spied.calls > 0 or #spied.calls == times, "called " .. #spied.calls .. " times")
      end,
      was_called_with = function(...)
        local found = false
        for _, call in ipairs(spied.calls) do
          found = found or same(call, { ... })
        end
        judge(found, "never called with these")
      end,
    }
  end,
}, {
  __call = function(_, ...)
    return plain_assert(...)
  end,
  __index = function(_, key)
    return assertion("_" .. key)
  end,
})

spy = {
  new = function(call)
    return setmetatable({ calls = {} }, {
      __call = function(self, ...)
        self.calls[#self.calls + 1] = { ... }
        if call then
          return call(...)
        end
      end,
    })
  end,
}

-- What `assertions.lua` of exercism registers with luassert is among the checks above.
package.preload["luassert.assert"] = function()
  return { register = function() end }
end
package.preload.say = function()
  return { set = function() end }
end

local before = {}
local names = {}
local passed, ran = 0, 0

function before_each(call)
  before[#before][#before[#before] + 1] = call
end

-- Tests run as they are defined.
function setup(call)
  call()
end

function describe(name, body)
  names[#names + 1] = name
  before[#before + 1] = {}
  body()
  names[#names], before[#before] = nil, nil
end

function it(name, body)
  ran = ran + 1
  local title = table.concat(names, " > ") .. " > " .. name
  local ok, message = pcall(function()
    for _, calls in ipairs(before) do
      for _, call in ipairs(calls) do
        call()
      end
    end
    body()
  end)
  if ok then
    passed = passed + 1
  else
    print("not ok " .. title)
    io.stderr:write(title, ": ", tostring(message), "\n")
  end
end

function finish_tests()
  print("# " .. passed .. " of " .. ran .. " pass")
  os.exit(passed == ran and ran > 0)
end
