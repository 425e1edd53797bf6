let x = 7
const numbers = []
for (let i = 0; i < 200_000; i++) {
  x = (x * 16807) % 2147483647
  numbers.push(x)
}
numbers.sort((a, b) => a - b)
const pairs = numbers.map((n) => [n % 1000, n]).toSorted((a, b) => a[0] - b[0] || b[1] - a[1])
process.stdout.write(`${numbers[1000]} ${pairs[1000][1]}\n`)
