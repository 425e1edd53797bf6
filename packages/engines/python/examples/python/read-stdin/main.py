import sys

words = sys.stdin.read().split()
for word in sorted(set(words)):
    print(f"{words.count(word):3} {word}")
