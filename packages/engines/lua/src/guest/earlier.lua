-- Names of Lua 5.1 to 5.3 that 5.4 has under other names, or not at all. None of them hides one of 5.4's.
do
  local type, tonumber, select, error, load, pairs, ipairs = type, tonumber, select, error, load, pairs, ipairs
  local abs, atan, exp, floor, fmod, huge, log = math.abs, math.atan, math.exp, math.floor, math.fmod, math.huge, math.log

  local function fault(position, name, expected, ...)
    local got = select("#", ...) < position and "no value" or type((select(position, ...)))
    error(("bad argument #%d to '%s' (%s expected, got %s)"):format(position, name, expected, got), 4)
  end

  local function numbers(name, count, ...)
    for position = 1, count do
      if not tonumber((select(position, ...))) then fault(position, name, "number", ...) end
    end
    return ...
  end

  local function of(name, count, compute)
    if math[name] == nil then
      math[name] = function(...) return compute(numbers(name, count, ...)) end
    end
  end

  -- exp(x) - 1, exact near 0 as well.
  local function expm1(x)
    local y = exp(x)
    if y == 1 then return x + 0.0 end
    if y - 1 == -1 or y == huge then return y - 1 end
    return (y - 1) * x / log(y)
  end

  local function scaled(x, exponent)
    local half = exponent // 2
    return x * 2.0 ^ half * 2.0 ^ (exponent - half)
  end

  of("pow", 2, function(x, y) return x ^ y end)
  of("log10", 1, function(x) return log(x, 10) end)
  of("atan2", 2, function(y, x) return atan(y, x) end)
  of("mod", 2, function(x, y) return fmod(x, y) end)
  of("cosh", 1, function(x)
    local half = exp(abs(x) / 2)
    return half / 2 * half + 1 / half / half / 2
  end)
  of("sinh", 1, function(x)
    local most = expm1(abs(x))
    local half = exp(abs(x) / 2)
    local y = most == huge and half / 2 * half or (most + most / (most + 1)) / 2
    return x < 0 and -y or y
  end)
  of("tanh", 1, function(x)
    local y = abs(x) > 20 and 1.0 or expm1(2 * abs(x))
    y = abs(x) > 20 and y or y / (y + 2)
    return x < 0 and -y or y
  end)
  of("ldexp", 2, function(x, exponent)
    local whole = floor(exponent)
    return scaled(x + 0.0, whole > 2200 and 2200 or whole < -2200 and -2200 or whole)
  end)
  of("frexp", 1, function(x)
    x = x + 0.0
    if x == 0 or x ~= x or x == huge or x == -huge then return x, 0 end
    -- The smallest numbers have fewer digits: make them larger first.
    local small = abs(x) < 2.0 ^ -1000 and 100 or 0
    x = x * 2.0 ^ small
    local exponent = floor(log(abs(x), 2)) + 1
    local part = scaled(x, -exponent)
    if abs(part) >= 1 then part, exponent = part / 2, exponent + 1 end
    if abs(part) < 0.5 then part, exponent = part * 2, exponent - 1 end
    return part, exponent - small
  end)

  local function called(library, name, value)
    if library[name] == nil then library[name] = value end
  end

  called(_G, "unpack", table.unpack)
  called(_G, "loadstring", function(text, name)
    if type(text) ~= "string" then error(("bad argument #1 to 'loadstring' (string expected, got %s)"):format(type(text)), 2) end
    return load(text, name or text)
  end)
  called(string, "gfind", string.gmatch)
  called(table, "getn", function(list) return #list end)
  called(table, "maxn", function(list)
    local most = 0
    for key in pairs(list) do
      if type(key) == "number" and key > most then most = key end
    end
    return most
  end)
  called(table, "foreach", function(list, act)
    for key, value in pairs(list) do
      local result = act(key, value)
      if result ~= nil then return result end
    end
  end)
  called(table, "foreachi", function(list, act)
    for index, value in ipairs(list) do
      local result = act(index, value)
      if result ~= nil then return result end
    end
  end)
end
