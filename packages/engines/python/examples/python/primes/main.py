def primes(limit):
    sieve = bytearray([1]) * (limit + 1)
    for n in range(2, limit + 1):
        if sieve[n]:
            yield n
            sieve[n * n :: n] = bytes(len(range(n * n, limit + 1, n)))


print(*primes(200))
