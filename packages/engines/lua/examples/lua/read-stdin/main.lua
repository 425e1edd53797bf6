local counts = {}
for word in io.read("a"):gmatch("%S+") do
  counts[word] = (counts[word] or 0) + 1
end
for word, count in pairs(counts) do
  print(count, word)
end
