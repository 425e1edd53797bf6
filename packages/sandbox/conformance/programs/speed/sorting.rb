x = 7
numbers = Array.new(200_000) { x = x * 16807 % 2147483647 }
numbers.sort!
pairs = numbers.map { |n| [n % 1000, n] }.sort_by { |a, b| [a, -b] }
puts "#{numbers[1000]} #{pairs[1000][1]}"
