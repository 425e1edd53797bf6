-- Prints the names of Lua's standard library as JSON.
local function sorted(set)
  local names = {}
  for name in pairs(set) do
    if type(name) == "string" and name:match("^%a[%w_]*$") then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

local function list(names)
  local parts = {}
  for index, name in ipairs(names) do parts[index] = '"' .. name .. '"' end
  return "[" .. table.concat(parts, ",") .. "]"
end

local names = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch("%a+") do
  names[word] = true
end
local members = {}
for name, value in pairs(_G) do
  names[name] = true
  if type(value) == "table" and value ~= _G then
    members[#members + 1] = '"' .. name .. '":' .. list(sorted(value))
  end
end
table.sort(members)
print('{"names":' .. list(sorted(names)) .. ',"modules":[],"members":{' .. table.concat(members, ",") .. '},"methods":' .. list(sorted(string)) .. "}")
