counts = Hash.new(0)
x = 42
300_000.times do
  x = (x * 1103515245 + 12345) % 2147483648
  counts[x / 65536 % 5000] += 1
end
puts "#{counts.size} #{counts.values.max}"
