const counts = new Map()
let x = 42n
for (let i = 0; i < 300_000; i++) {
  x = (x * 1103515245n + 12345n) % 2147483648n
  const key = Math.floor(Number(x) / 65536) % 5000
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
process.stdout.write(`${counts.size} ${Math.max(...counts.values())}\n`)
