$stdin.read.split.tally.sort.each do |word, count|
  puts "#{count} #{word}"
end
