def solve(n, row, columns, left, right)
  return 1 if row == n

  (0...n).sum do |column|
    next 0 if columns[column] || left[row + column] || right[row - column + n]

    columns[column] = left[row + column] = right[row - column + n] = true
    found = solve(n, row + 1, columns, left, right)
    columns[column] = left[row + column] = right[row - column + n] = false
    found
  end
end
puts solve(9, 0, [false] * 9, [false] * 18, [false] * 19)
