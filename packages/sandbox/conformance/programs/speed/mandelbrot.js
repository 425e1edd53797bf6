const main = (n) => {
  let inside = 0
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const cr = (2 * x) / n - 1.5
      const ci = (2 * y) / n - 1
      let [zr, zi, i] = [0, 0, 0]
      while (i < 50 && zr * zr + zi * zi <= 4) {
        const t = zr * zr - zi * zi + cr
        zi = 2 * zr * zi + ci
        zr = t
        i++
      }
      if (i === 50) inside++
    }
  }
  process.stdout.write(`${inside}\n`)
}
main(200)
