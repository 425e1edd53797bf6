parts = []
100_000.times { |i| parts << "word#{i % 1000}-#{i}" }
text = parts.join(" ")
words = text.upcase.gsub("WORD", "w").split(" ")
puts "#{text.size} #{words.size} #{words.select { |word| word.end_with?("7") }.sum(&:size)}"
