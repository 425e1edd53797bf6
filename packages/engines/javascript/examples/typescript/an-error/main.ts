const mean = (numbers: ReadonlyArray<number>): number => {
  if (numbers.length === 0) throw new RangeError("no numbers")
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}

console.log(mean([1, 2, 3]))
console.log(mean([]))
