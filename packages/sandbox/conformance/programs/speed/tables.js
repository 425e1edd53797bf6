const counts = new Map()
let x = 42
for (let i = 0; i < 300_000; i++) {
  x = (x * 16807) % 2147483647
  const key = Math.floor(x / 65536) % 5000
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
process.stdout.write(`${counts.size} ${Math.max(...counts.values())}\n`)
