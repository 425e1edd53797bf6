# A PNG or SVG file in the folder "out" is shown.
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
