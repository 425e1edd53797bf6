def painted(text, *codes):
    return f"\033[{';'.join(map(str, codes))}m{text}\033[0m"


names = ["red", "green", "yellow", "blue", "magenta", "cyan"]
for code, name in enumerate(names, start=31):
    print(
        painted(f"{name:8}", code),
        painted("bold", code, 1),
        painted(f" on {name} ", code + 10),
    )
