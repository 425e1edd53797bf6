(1..5).each do |n|
  puts "#{n} squared is #{n * n}"
  sleep 0.2
end
