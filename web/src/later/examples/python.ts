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
    code: `names = ["red", "green", "yellow", "blue", "magenta", "cyan"]
for number, name in enumerate(names, start=31):
    print(f"\\033[{number}m{name:8}\\033[0m \\033[1;{number}mbold\\033[0m \\033[{number + 10}m on {name} \\033[0m")
`
  },
  {
    title: "A picture",
    code: `# A PNG or SVG file in the folder "out" is shown below the output.
import math
import os

points = [(10 + t * 3.8, 60 - 45 * math.sin(t / 8)) for t in range(101)]
line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)

os.makedirs("out", exist_ok=True)
with open("out/sine.svg", "w") as file:
    file.write(f"""<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120" viewBox="0 0 400 120">
  <rect width="400" height="120" fill="white"/>
  <line x1="10" y1="60" x2="390" y2="60" stroke="#999"/>
  <polyline points="{line}" fill="none" stroke="#0b5fd0" stroke-width="3"/>
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
