def main():
    x, numbers = 7, []
    for _ in range(200_000):
        x = (x * 16807) % 2147483647
        numbers.append(x)
    numbers.sort()
    pairs = sorted(((n % 1000, n) for n in numbers), key=lambda pair: (pair[0], -pair[1]))
    print(numbers[1000], pairs[1000][1])


main()
