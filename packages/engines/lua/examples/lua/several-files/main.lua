local shapes = require("shapes")

print(shapes.area({ radius = 2 }))
