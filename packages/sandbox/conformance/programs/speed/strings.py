def main():
    parts = []
    for i in range(100_000):
        parts.append(f"word{i % 1000}-{i}")
    text = " ".join(parts)
    words = text.upper().replace("WORD", "w").split(" ")
    print(len(text), len(words), sum(len(word) for word in words if word.endswith("7")))


main()
