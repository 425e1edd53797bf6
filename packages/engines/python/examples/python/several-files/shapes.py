import math
from dataclasses import dataclass


@dataclass
class Circle:
    radius: float


def area(circle):
    return math.pi * circle.radius**2
