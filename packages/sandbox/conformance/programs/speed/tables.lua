local counts, size, most = {}, 0, 0
local x = 42
for _ = 1, 300000 do
  x = x * 16807 % 2147483647
  local key = x // 65536 % 5000
  if not counts[key] then
    size = size + 1
  end
  counts[key] = (counts[key] or 0) + 1
  most = math.max(most, counts[key])
end
print(size .. " " .. most)
