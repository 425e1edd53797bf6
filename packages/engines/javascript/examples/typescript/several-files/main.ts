import type { Circle } from "./shapes.ts"
import { area } from "./shapes.ts"

const circle: Circle = { radius: 2 }
console.log(area(circle))
