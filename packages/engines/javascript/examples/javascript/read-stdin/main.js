let text = ""
for await (const piece of process.stdin) text += piece
const counts = new Map()
for (const word of text.split(/\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1)
console.log(counts)
