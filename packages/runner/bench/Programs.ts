/**
 * Seven kinds of work that take a second or so: numbers, permutations, a matrix that is never stored, a picture, text, a table of names, and
 * sorting. Each is written as people of its language write it.
 */
export const programs = {
  "n bodies": {
    python: `import math
def bodies():
    return [[math.cos(n), math.sin(n), n / 7, 0.0, 0.1 * n, 0.0, 1 / (n + 1)] for n in range(5)]
def advance(all, dt, steps):
    pairs = [(a, b) for i, a in enumerate(all) for b in all[i + 1:]]
    for _ in range(steps):
        for a, b in pairs:
            x, y, z = a[0] - b[0], a[1] - b[1], a[2] - b[2]
            pull = dt / (x * x + y * y + z * z + 0.01) ** 1.5
            for axis, d in enumerate((x, y, z)):
                a[axis + 3] -= d * b[6] * pull
                b[axis + 3] += d * a[6] * pull
        for a in all:
            a[0] += dt * a[3]; a[1] += dt * a[4]; a[2] += dt * a[5]
all = bodies()
advance(all, 0.001, 40_000)
print(round(all[0][0], 6))`,
    javascript: `const all = Array.from({ length: 5 }, (_, n) => ({ x: Math.cos(n), y: Math.sin(n), z: n / 7, vx: 0, vy: 0.1 * n, vz: 0, m: 1 / (n + 1) }))
const dt = 0.001
for (let step = 0; step < 3_000_000; step++) {
  for (let i = 0; i < all.length; i++) {
    const a = all[i]
    for (let j = i + 1; j < all.length; j++) {
      const b = all[j]
      const x = a.x - b.x, y = a.y - b.y, z = a.z - b.z
      const square = x * x + y * y + z * z + 0.01
      const pull = dt / (square * Math.sqrt(square))
      a.vx -= x * b.m * pull; a.vy -= y * b.m * pull; a.vz -= z * b.m * pull
      b.vx += x * a.m * pull; b.vy += y * a.m * pull; b.vz += z * a.m * pull
    }
  }
  for (const a of all) { a.x += dt * a.vx; a.y += dt * a.vy; a.z += dt * a.vz }
}
console.log(all[0].x.toFixed(6))`
  },
  permutations: {
    python: `def flips(n):
    order, count, most, total, sign = list(range(n)), [0] * n, 0, 0, 1
    while True:
        if order[0]:
            current, done = order[:], 0
            while (first := current[0]):
                current[:first + 1] = current[first::-1]
                done += 1
            most, total = max(most, done), total + sign * done
        sign, at = -sign, 1
        while True:
            if at == n: return total, most
            order.insert(at, order.pop(0))
            count[at] += 1
            if count[at] <= at: break
            count[at] = 0
            at += 1
print(*flips(9))`,
    javascript: `const flips = (n) => {
  const order = Array.from({ length: n }, (_, i) => i), count = new Array(n).fill(0)
  let most = 0, total = 0, sign = 1
  while (true) {
    if (order[0] !== 0) {
      const current = order.slice()
      let done = 0
      for (let first = current[0]; first !== 0; first = current[0]) {
        for (let i = 0, j = first; i < j; i++, j--) [current[i], current[j]] = [current[j], current[i]]
        done++
      }
      most = Math.max(most, done)
      total += sign * done
    }
    sign = -sign
    let at = 1
    while (true) {
      if (at === n) return [total, most]
      const first = order[0]
      for (let i = 0; i < at; i++) order[i] = order[i + 1]
      order[at] = first
      if (++count[at] <= at) break
      count[at++] = 0
    }
  }
}
console.log(...flips(10))`
  },
  "a matrix": {
    python: `def entry(i, j): return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)
def times(v): return [sum(entry(i, j) * x for j, x in enumerate(v)) for i in range(len(v))]
def turned(v): return [sum(entry(j, i) * x for j, x in enumerate(v)) for i in range(len(v))]
u = [1.0] * 320
for _ in range(6):
    v = turned(times(u))
    u = turned(times(v))
print(round((sum(a * b for a, b in zip(u, v)) / sum(b * b for b in v)) ** 0.5, 6))`,
    javascript: `const entry = (i, j) => 1 / (((i + j) * (i + j + 1)) / 2 + i + 1)
const product = (v, of) => v.map((_, i) => v.reduce((sum, x, j) => sum + of(i, j) * x, 0))
const both = (v) => product(product(v, entry), (i, j) => entry(j, i))
let u = new Array(1400).fill(1), v = u
for (let n = 0; n < 4; n++) { v = both(u); u = both(v) }
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0)
console.log(Math.sqrt(dot(u, v) / dot(v, v)).toFixed(6))`
  },
  "a picture": {
    python: `inside = 0
for y in range(260):
    for x in range(260):
        c, z, n = complex(x / 130 - 1.5, y / 130 - 1), 0j, 0
        while n < 100 and abs(z) < 2:
            z, n = z * z + c, n + 1
        inside += n == 100
print(inside)`,
    javascript: `let inside = 0
for (let y = 0; y < 1600; y++) for (let x = 0; x < 1600; x++) {
  const a = x / 800 - 1.5, b = y / 800 - 1
  let r = 0, i = 0, n = 0
  while (n < 200 && r * r + i * i < 4) { const t = r * r - i * i + a; i = 2 * r * i + b; r = t; n++ }
  if (n === 200) inside++
}
console.log(inside)`
  },
  text: {
    python: `import re
def words():
    text = " ".join(f"word{n * 7919 % 10_007} {n}" for n in range(300_000))
    kept = [w.upper() for w in text.split() if not w.isdigit()]
    return len(re.sub(r"\\d+", lambda m: str(len(m[0])), text)), len("".join(kept)), len(set(kept))
print(*words())`,
    javascript: `const parts = []
for (let n = 0; n < 600_000; n++) parts.push("word" + ((n * 7919) % 10_007) + " " + n)
const text = parts.join(" ")
const kept = text.split(" ").filter((word) => !/^\\d+$/.test(word)).map((word) => word.toUpperCase())
console.log(text.replace(/\\d+/g, (found) => String(found.length)).length, kept.join("").length, new Set(kept).size)`
  },
  "a table": {
    python: `def count():
    table = {}
    for n in range(1_200_000):
        key = f"k{n * 31 % 50_021}"
        table[key] = table.get(key, 0) + n
    return len(table), sum(table.values()) % 1_000_003
print(*count())`,
    javascript: `const table = new Map()
for (let n = 0; n < 3_000_000; n++) {
  const key = "k" + ((n * 31) % 50_021)
  table.set(key, (table.get(key) ?? 0) + n)
}
console.log(table.size, [...table.values()].reduce((a, b) => (a + b) % 1_000_003, 0))`
  },
  sorting: {
    python: `state, numbers = 42, []
for _ in range(700_000):
    state = (state * 1_103_515_245 + 12_345) % 2**31
    numbers.append(state)
numbers.sort()
print(numbers[0], sorted(numbers, key=lambda n: n % 1_000)[1])`,
    javascript: `let state = 42
const numbers = Array.from({ length: 1_000_000 }, () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff))
numbers.sort((a, b) => a - b)
console.log(numbers[0], numbers.toSorted((a, b) => (a % 1_000) - (b % 1_000))[1])`
  }
} as const
