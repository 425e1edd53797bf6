// A PNG or SVG file in the folder "out" is shown.
import { mkdirSync, writeFileSync } from "node:fs"

const bars = [3, 8, 5, 13, 21].map(
  (value, index) =>
    `<rect x="${10 + index * 50}" y="${115 - value * 5}"
      width="40" height="${value * 5}" fill="#0b5fd0"/>`
)

mkdirSync("out", { recursive: true })
writeFileSync(
  "out/bars.svg",
  `<svg xmlns="http://www.w3.org/2000/svg"
    width="260" height="120" viewBox="0 0 260 120">
    <rect width="260" height="120" fill="white"/>
    ${bars.join("")}
  </svg>`
)
console.log(bars.length, "bars")
