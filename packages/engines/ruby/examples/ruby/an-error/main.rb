def mean(numbers)
  raise ArgumentError, "no numbers" if numbers.empty?

  numbers.sum.fdiv(numbers.size)
end

puts mean([1, 2, 3])
puts mean([])
