import shapes

print(shapes.area(shapes.Circle(2)))
