local shapes = {}

function shapes.area(circle)
  return math.pi * circle.radius ^ 2
end

return shapes
