import type { Example } from "../../state/Program.ts"
import { firstExample } from "../../state/Program.ts"

export const python: ReadonlyArray<Example> = [
  firstExample,
  {
    title: "Read stdin",
    code: `import sys

words = sys.stdin.read().split()
for word in sorted(set(words)):
    print(f"{words.count(word):3} {word}")
`,
    stdin: "to be or not to be"
  },
  {
    title: "An error",
    code: `def mean(numbers):
    return sum(numbers) / len(numbers)


print(mean([1, 2, 3]))
print(mean([]))
`
  },
  {
    title: "Colours",
    code: `def painted(text, *codes):
    return f"\\033[{';'.join(map(str, codes))}m{text}\\033[0m"


names = ["red", "green", "yellow", "blue", "magenta", "cyan"]
for code, name in enumerate(names, start=31):
    print(
        painted(f"{name:8}", code),
        painted("bold", code, 1),
        painted(f" on {name} ", code + 10),
    )
`
  },
  {
    title: "A picture",
    code: `# A PNG or SVG file in the folder "out" is shown.
import math
import os

steps = range(101)
points = [(10 + t * 3.8, 60 - 45 * math.sin(t / 8)) for t in steps]
line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)

os.makedirs("out", exist_ok=True)
with open("out/sine.svg", "w") as file:
    file.write(f"""<svg xmlns="http://www.w3.org/2000/svg"
  width="400" height="120" viewBox="0 0 400 120">
  <rect width="400" height="120" fill="white"/>
  <line x1="10" y1="60" x2="390" y2="60" stroke="#999"/>
  <polyline points="{line}" fill="none"
    stroke="#0b5fd0" stroke-width="3"/>
</svg>""")
print(f"a curve of {len(points)} points")
`
  },
  {
    title: "Several files",
    code: `import shapes

print(shapes.area(shapes.Circle(2)))
`,
    files: [
      {
        name: "shapes.py",
        content: `import math
from dataclasses import dataclass


@dataclass
class Circle:
    radius: float


def area(circle):
    return math.pi * circle.radius**2
`
      }
    ]
  },
  {
    title: "Primes",
    code: `def primes(limit):
    sieve = bytearray([1]) * (limit + 1)
    for n in range(2, limit + 1):
        if sieve[n]:
            yield n
            sieve[n * n :: n] = bytes(len(range(n * n, limit + 1, n)))


print(*primes(200))
`
  }
]
