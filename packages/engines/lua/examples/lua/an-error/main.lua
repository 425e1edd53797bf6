local function mean(numbers)
  if #numbers == 0 then
    error("no numbers")
  end
  local sum = 0
  for _, n in ipairs(numbers) do
    sum = sum + n
  end
  return sum / #numbers
end

print(mean({ 1, 2, 3 }))
print(mean({}))
