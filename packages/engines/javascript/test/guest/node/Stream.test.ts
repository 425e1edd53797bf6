import { sameAsNode } from "../../SameAsNode.ts"

sameAsNode("the input", [
  {
    code: `process.stdin.resume(); process.stdin.setEncoding('utf-8'); let s = ''; process.stdin.on('data', c => s += c); process.stdin.on('end', () => { main(s.trim().split('\\n')) }); function main(l) { console.log(l) }`,
    stdin: "a\nb\n"
  },
  {
    code: `let chunks = []; process.stdin.on('data', c => chunks.push(c)).on('end', () => console.log(Buffer.concat(chunks).toString().length, Buffer.isBuffer(chunks[0]), chunks[0]))`,
    stdin: "héy"
  },
  {
    code: `process.stdin.on('readable', () => { let c; while ((c = process.stdin.read()) !== null) console.log(c.toString()) }); process.stdin.on('end', () => console.log('end'))`,
    stdin: "xyz"
  },
  { code: `(async () => { let d = ''; for await (const c of process.stdin) d += c; console.log(d) })()`, stdin: "abc" },
  { code: `process.stdin.pipe(process.stdout)`, stdin: "piped" },
  `process.stdout.write('a', () => console.log('cb')); process.stdout.write(Buffer.from('b')); process.stdout.write('Yw==', 'base64'); console.log(process.stdout.isTTY, process.stdin.isTTY, process.stdout.fd)`
])

sameAsNode("streams", [
  `const fs = require('fs'); const w = fs.createWriteStream('o'); w.write('a'); w.end('b\\n', () => { fs.createReadStream('o', 'utf8').on('data', d => console.log(JSON.stringify(d))).on('end', () => console.log('end')).on('close', () => console.log('close')) }); w.on('finish', () => console.log('finish'))`,
  `const fs = require('fs'); fs.writeFileSync('r', '0123456789'); fs.createReadStream('r', { start: 2, end: 5 }).on('data', d => console.log(d.toString()))`,
  `require('fs').createReadStream('none').on('error', e => console.log(e.code))`,
  `const { Readable, Writable, Transform, PassThrough, Duplex } = require('stream'); const r = Readable.from(['a', 'b', 'c']); const t = new Transform({ transform(c, e, cb) { cb(null, c.toString() + '!') } }); const w = new Writable({ write(c, e, cb) { console.log(c.toString()); cb() } }); r.pipe(t).pipe(w).on('finish', () => console.log('finish'))`,
  `const { pipeline } = require('stream/promises'); const { Readable } = require('stream'); (async () => { const out = []; await pipeline(Readable.from([1, 2, 3]), async function* (s) { for await (const x of s) yield x * 2 }, async s => { for await (const x of s) out.push(x) }); console.log(out) })()`,
  `const { Readable } = require('stream'); class C extends Readable { constructor() { super(); this.n = 0 } _read() { this.push(this.n < 3 ? String(this.n++) : null) } } new C().on('data', d => console.log(d)).on('end', () => console.log('end')); (async () => { for await (const x of Readable.from([1, 2])) console.log(x); console.log(await Readable.from([1, 2, 3]).map(x => x * 2).toArray()) })()`,
  `const { Writable, finished } = require('stream'); const w = new Writable({ write(c, e, cb) { cb(new Error('bad')) } }); w.on('error', e => console.log('error', e.message)); finished(w, e => console.log('fin', e && e.message)); w.write('x')`,
  `const { text, json } = require('stream/consumers'); const { Readable } = require('stream'); text(Readable.from(['a', 'b'])).then(console.log); json(Readable.from(['{"a":1}'])).then(console.log); const { PassThrough } = require('stream'); const p = new PassThrough({ objectMode: true }); p.on('data', d => console.log(d)); p.write({ a: 1 }); p.end()`
])
