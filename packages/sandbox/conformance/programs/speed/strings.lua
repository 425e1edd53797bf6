local parts = {}
for i = 0, 99999 do
  parts[#parts + 1] = "word" .. i % 1000 .. "-" .. i
end
local text = table.concat(parts, " ")
local count, sum = 0, 0
for word in text:upper():gsub("WORD", "w"):gmatch("[^ ]+") do
  count = count + 1
  if word:sub(-1) == "7" then
    sum = sum + #word
  end
end
print(#text .. " " .. count .. " " .. sum)
