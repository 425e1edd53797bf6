counts = Hash.new(0)
x = 42
300_000.times do
  x = x * 16807 % 2147483647
  counts[x / 65536 % 5000] += 1
end
puts "#{counts.size} #{counts.values.max}"
