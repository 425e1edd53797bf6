const solve = (n, row, columns, left, right) => {
  if (row === n) return 1
  let found = 0
  for (let column = 0; column < n; column++) {
    if (columns[column] || left[row + column] || right[row - column + n]) continue
    columns[column] = left[row + column] = right[row - column + n] = true
    found += solve(n, row + 1, columns, left, right)
    columns[column] = left[row + column] = right[row - column + n] = false
  }
  return found
}
const flags = (length) => Array.from({ length }, () => false)
process.stdout.write(`${solve(9, 0, flags(9), flags(18), flags(19))}\n`)
