def main(n):
    inside = 0
    for y in range(n):
        for x in range(n):
            cr, ci, zr, zi, i = 2 * x / n - 1.5, 2 * y / n - 1, 0.0, 0.0, 0
            while i < 50 and zr * zr + zi * zi <= 4:
                zr, zi, i = zr * zr - zi * zi + cr, 2 * zr * zi + ci, i + 1
            inside += i == 50
    print(inside)


main(200)
