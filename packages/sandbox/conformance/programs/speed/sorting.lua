local x, numbers = 7, {}
for i = 1, 200000 do
  x = (x * 16807) % 2147483647
  numbers[i] = x
end
table.sort(numbers)
local pairs_of = {}
for i, n in ipairs(numbers) do
  pairs_of[i] = { n % 1000, n }
end
table.sort(pairs_of, function(a, b)
  if a[1] ~= b[1] then
    return a[1] < b[1]
  end
  return a[2] > b[2]
end)
print(numbers[1001] .. " " .. pairs_of[1001][2])
