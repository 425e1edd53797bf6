import { sameAsNode } from "./SameAsNode.ts"

sameAsNode("files are CommonJS or modules", [
  `console.log(typeof require, typeof module, typeof exports, __filename.split('/').pop(), this === module.exports, require.main === module, module.id, module.children, module.loaded)`,
  `i = 5; console.log(i, delete i, typeof i)`,
  `for (k in {a:1}) console.log(k)`,
  `with ({a: 1}) console.log(a)`,
  `console.log(010, "\\101")`,
  `if (true) { console.log(1); return } console.log(2)`,
  `return
console.log(1)`,
  `function f() { return this === globalThis } console.log(f(), (function () { 'use strict'; return this })())`,
  `'use strict'
try { zz = 1 } catch (e) { console.log(e.name) }`,
  `var x = 1; console.log(globalThis.x, delete Object.prototype.y); arguments; console.log(arguments.length)`,
  `console.log(await Promise.resolve(1))`,
  `import fs from 'fs'; console.log(typeof fs.readFileSync)`,
  `import { readFileSync } from 'node:fs'; console.log(readFileSync('main.js', 'utf8').length, typeof require, this)`,
  `export const a = 1; console.log(typeof module)`,
  `console.log(import.meta.url.slice(0, 7), typeof import.meta.dirname, import.meta.filename.split('/').pop())`,
  {
    code: `const a = require('./a'); console.log(a, require('./a') === a, module.children.length)`,
    files: { "a.js": `console.log('once'); exports.x = 1; exports.f = __filename.split('/').pop()` }
  },
  {
    code: `console.log(require('./d.json'), require('./dir'), require('./dir/b'), require('./pk'))`,
    files: {
      "d.json": `{"a":[1]}`,
      "dir/index.js": `module.exports = require('./b')`,
      "dir/b.js": `module.exports = 'b'`,
      "pk/package.json": `{"main":"lib/x.js"}`,
      "pk/lib/x.js": `module.exports = 'pk'`
    }
  },
  {
    code: `try { require('./d.json') } catch (e) { console.log(e.name) } try { require('./none') } catch (e) { console.log(e.code, e.message.split('\\n')[0]) }`,
    files: { "d.json": `{"a":` }
  },
  {
    code: `const a = require('./a.js'); console.log(a)`,
    files: {
      "a.js": `exports.early = 1; const b = require('./b.js'); exports.b = b`,
      "b.js": `const a = require('./a.js'); exports.sees = Object.keys(a)`
    }
  },
  {
    code: `try { require('./m.mjs') } catch (e) { console.log(e.code) }`,
    files: { "m.mjs": `await 1; export default 1` }
  },
  {
    code: `import d, { a, b } from './c.cjs'; console.log(d, a, b)`,
    files: { "c.cjs": `exports.a = 1; exports.b = 2` }
  },
  {
    code: `import * as n from './c.js'; console.log(n.default, Object.keys(n).includes('f'))`,
    files: { "c.js": `module.exports = { f() {}, g: 1 }` }
  },
  { code: `import d from './c.js'; console.log(d)`, files: { "c.js": `module.exports = class A {}` } },
  { code: `import './side.js'; console.log('main')`, files: { "side.js": `console.log('side', typeof module)` } },
  { code: `console.log(typeof module)`, files: { "package.json": `{"type":"module"}` } },
  {
    code: `console.log(typeof module); import('./x.js').then(m => console.log(m.default, m.v))`,
    files: { "package.json": `{"type":"commonjs"}`, "x.js": `exports.v = 3` }
  },
  {
    code: `import('./x.mjs').then(m => console.log(m)); console.log('first')`,
    files: { "x.mjs": `export const v = 3` }
  },
  `import('fs').then(m => console.log(typeof m.default.readFileSync, typeof m.readFileSync))`,
  `import('data:text/javascript,export default 7').then(m => console.log(m.default))`,
  `const { createRequire } = require('module'); console.log(createRequire(__filename)('path') === require('path'), require('module').builtinModules.includes('fs'), require('module').isBuiltin('node:fs'))`,
  `console.log(require.resolve('fs'), require('node:path') === require('path'))`,
  `const require2 = module.require.bind(module); console.log(require2('path').sep); console.log(Object.keys(require.cache).length, require.cache[__filename] === module)`,
  `module.exports = { a: 1 }; console.log('x'); exports = 2`,
  `console.log(module.paths.length > 0, module.filename === __filename, module.path === __dirname)`,
  `#!/usr/bin/env node
console.log('bang')`,
  `const await = 1; console.log(await)`,
  `let module1 = 1; { let require = 2; console.log(require) }`,
  `const fs = require('fs'); const x = async () => { await 1; console.log('in') }; x()`,
  {
    code: `const lines = require('fs').readFileSync(0).toString().trim().split('\\n').map(Number); console.log(lines)`,
    stdin: "1\n2\n"
  }
])

sameAsNode("TypeScript", [
  {
    code: `const fs: any = require('fs'); const x: number = 1; console.log(x, typeof module, typeof fs)`,
    language: "typescript"
  },
  { code: `import * as fs from 'fs'; console.log(typeof fs.existsSync)`, language: "typescript" },
  {
    code: `interface A { x: number } const a: A = { x: 1 }; console.log(a); module.exports = a`,
    language: "typescript"
  },
  {
    code: `const { add } = require('./lib.cts'); console.log(add(1, 2))`,
    files: { "lib.cts": `exports.add = (a: number, b: number): number => a + b` },
    language: "typescript"
  }
])

sameAsNode("programs end", [
  `process.on('exit',c=>console.log('exit',c));process.exitCode=3`,
  `try { null.x } catch (e) { console.log(e instanceof TypeError) }`,
  `throw new Error('boom')`,
  `console.log(1); process.exit(2)`,
  `const a = [1,2`,
  `function f() {`,
  `let a = 1; let a = 2`,
  `console.log(new Error('x').stack.split('\\n')[1].trim().replace(/^at (Object\\.<anonymous> \\()?/, '').replace(')', '').split('/').pop())`
])
