let text: string = ""
for await (const piece of process.stdin) text += piece
const counts = new Map<string, number>()
for (const word of text.split(/\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1)
console.log(counts)
