def solve(n, row, columns, left, right):
    if row == n:
        return 1
    found = 0
    for column in range(n):
        if not (columns[column] or left[row + column] or right[row - column + n]):
            columns[column] = left[row + column] = right[row - column + n] = True
            found += solve(n, row + 1, columns, left, right)
            columns[column] = left[row + column] = right[row - column + n] = False
    return found


print(solve(9, 0, [False] * 9, [False] * 18, [False] * 19))
