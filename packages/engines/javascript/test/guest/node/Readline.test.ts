import { sameAsNode } from "../../SameAsNode.ts"

sameAsNode("readline", [
  {
    code: `const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout, terminal: false }); const lines = []; rl.on('line', l => lines.push(l)); rl.on('close', () => console.log(lines))`,
    stdin: "a\nb\r\nc"
  },
  {
    code: `const rl = require('readline').createInterface({ input: process.stdin }); (async () => { for await (const l of rl) console.log('>', l); console.log('done') })()`,
    stdin: "a\nb\n"
  },
  {
    code: `const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout }); rl.question('name? ', n => { console.log('hi ' + n); rl.question('age? ', a => { console.log(a); rl.close() }) }); rl.on('close', () => console.log('closed'))`,
    stdin: "Bob\n42\n"
  },
  {
    code: `import readline from 'node:readline/promises'; import { stdin as input, stdout as output } from 'node:process'; const rl = readline.createInterface({ input, output }); const a = await rl.question('q '); console.log('got', a); rl.close()`,
    stdin: "yes\n"
  },
  {
    code: `const rl = require('readline').createInterface(process.stdin); rl.once('line', n => { console.log('n', n); rl.on('line', l => console.log('l', l)) })`,
    stdin: "3\n1\n2\n3"
  },
  {
    code: `const rl = require('readline').createInterface({ input: process.stdin }); rl.setPrompt('> '); console.log(rl.getPrompt()); rl.on('line', l => { console.log(l.trim()); rl.prompt() }).on('close', () => process.exit(0))`,
    stdin: " x \n y\n"
  },
  {
    code: `const rl = require('readline').createInterface({ input: require('fs').createReadStream('in.txt') }); rl.on('line', l => console.log(l)).on('close', () => console.log('c'))`,
    files: {
      "in.txt": `one
two
`
    }
  }
])
