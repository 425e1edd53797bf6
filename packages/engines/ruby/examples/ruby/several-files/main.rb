require_relative "shapes"

puts Circle.new(2).area
