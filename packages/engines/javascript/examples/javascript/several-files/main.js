import { area } from "./shapes.js"

console.log(area({ radius: 2 }))
