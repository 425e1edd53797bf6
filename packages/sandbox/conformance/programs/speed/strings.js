const parts = []
for (let i = 0; i < 100_000; i++) parts.push(`word${i % 1000}-${i}`)
const text = parts.join(" ")
const words = text.toUpperCase().replaceAll("WORD", "w").split(" ")
const sum = words.filter((word) => word.endsWith("7")).reduce((all, word) => all + word.length, 0)
process.stdout.write(`${text.length} ${words.length} ${sum}\n`)
