def main():
    counts = {}
    x = 42
    for _ in range(300_000):
        x = x * 16807 % 2147483647
        key = x // 65536 % 5000
        counts[key] = counts.get(key, 0) + 1
    print(len(counts), max(counts.values()))


main()
