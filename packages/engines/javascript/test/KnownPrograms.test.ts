import { sameAsNode } from "./SameAsNode.ts"

sameAsNode("programs that once ran otherwise", [
  `for (const n of ['Buffer', 'AbortController', 'EventTarget', 'Event', 'Blob', 'fetch', 'Intl', 'Temporal', 'prompt']) console.log(n, typeof globalThis[n])
`,
  `console.log(new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }).format(1234.5))
`,
  `console.log(['b', 'a', 'C', 'é', 'z'].sort((x, y) => x.localeCompare(y)).join(), '|', ['a10', 'a9'].sort((x, y) => x.localeCompare(y, undefined, { numeric: true })).join())
`,
  `const a = []
for (let i = 0; i < 1e5; i++) a.push({ id: i, name: 'n' + i, tags: [i] })
console.log(a.length)
`,
  `function f() { return 1 }
console.log(f())
module.exports = { f }
`,
  {
    code: `const rl = require('readline').createInterface({ input: process.stdin })
rl.on('line', l => console.log('>', l))
`,
    stdin: "a\nb"
  },
  {
    code: `const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number)
console.log(a + b)
`,
    stdin: "5 6"
  },
  `const t = [{ n: 'a', p: 1 }, { n: 'b', p: 2 }, { n: 'c', p: 1 }, { n: 'd', p: 2 }]
console.log(t.sort((x, y) => x.p < y.p ? 1 : -1).map(x => x.n).join(''), '|', [3, 1, 2].sort((a, b) => a > b).join())
`,
  `const d = new Date(Date.UTC(2024, 0, 5, 15, 4, 5))
console.log((1234567.891).toLocaleString(), '|', (1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' }), '|',
  d.toLocaleDateString('en-US', { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }), '|', d.toLocaleTimeString('en-GB', { timeZone: 'America/New_York' }))
`,
  `for (i = 0; i < 3; i++) console.log(i)
`,
  `const user = {}
user.greet('x')
`,
  `class Part { prototype; "prototype" = 1
  static name = 'ü'; prototype = 2 }
console.log(new Part(), Part.name, Part.prototype.constructor === Part)
`,
  {
    code: `import { Part } from "./part.ts"
class Whole { public prototype: Part | undefined; constructor(prototype: Part) { this.prototype = prototype } }
console.log(new Whole(new Part()).prototype)
`,
    files: { "part.ts": "export class Part { n = 1; prototype = 2; }" },
    language: "typescript"
  },
  `try { new Function("class A { static prototype = 1 }") } catch (e) { console.log(e.name) }
`
])
