import time

for n in range(1, 6):
    print(f"{n} squared is {n * n}")
    time.sleep(0.2)
