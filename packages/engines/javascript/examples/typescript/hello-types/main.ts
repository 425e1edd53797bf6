interface Planet {
  readonly name: string
  readonly moons: number
}

const planets: ReadonlyArray<Planet> = [
  { name: "Earth", moons: 1 },
  { name: "Mars", moons: 2 },
  { name: "Jupiter", moons: 97 }
]

for (const { moons, name } of planets) {
  console.log(`${name.padEnd(8)} ${"●".repeat(Math.min(moons, 20))}`)
}
