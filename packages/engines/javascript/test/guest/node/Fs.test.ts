import { sameAsNode } from "../../SameAsNode.ts"

sameAsNode("fs", [
  `const fs = require('fs');
try { console.log(fs.writeFileSync('a.txt', 'hello')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('a.txt', 'utf8')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('a.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('a.txt', { encoding: 'base64' })) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('a.txt', 'latin1')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.appendFileSync('a.txt', ' world')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('a.txt').toString()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.existsSync('a.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.existsSync('nope')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.statSync('a.txt').size) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.statSync('a.txt').isFile()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.statSync('.').isDirectory()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.lstatSync('a.txt').isSymbolicLink()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.statSync('nope', { throwIfNoEntry: false })) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.statSync('nope')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('nope')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('a.txt', 'nope')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.mkdirSync('d')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.mkdirSync('d')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.mkdirSync('x/y/z', { recursive: true }).split('/').pop()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.mkdirSync('x/y', { recursive: true })) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.writeFileSync('x/y/f', Buffer.from('b'))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readdirSync('x', { recursive: true }).sort()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readdirSync('x', { withFileTypes: true }).map(d => [d.name, d.isDirectory(), d.parentPath])) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.renameSync('a.txt', 'b.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.copyFileSync('b.txt', 'c.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.copyFileSync('b.txt', 'c.txt', fs.constants.COPYFILE_EXCL)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.unlinkSync('c.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.unlinkSync('c.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.rmdirSync('x')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.rmSync('x', { recursive: true })) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.rmSync('x')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.rmSync('x', { force: true })) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.accessSync('b.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.accessSync('zzz')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.realpathSync('b.txt').split('/').pop()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.truncateSync('b.txt', 3)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('b.txt', 'utf8')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.writeFileSync('b.txt', 'x', { flag: 'wx' })) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.writeFileSync('b.txt', 'x', { flag: 'a' })) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('b.txt', 'utf8')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.cpSync('b.txt', 'e.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readdirSync('.').sort()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.mkdtempSync('t-').length) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.writeFileSync('n', 5)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync(5.5)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync({})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.writeFileSync('no/such/x', '')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(fs.readFileSync('.')) } catch (e) { console.log(e.name, e.code, e.message) }`,
  `const fs = require('fs'); const fd = fs.openSync('f', 'w+'); console.log(fd > 2, fs.writeSync(fd, 'hello world'), fs.writeSync(fd, Buffer.from('!!'))); const b = Buffer.alloc(5); console.log(fs.readSync(fd, b, 0, 5, 6), b.toString(), fs.fstatSync(fd).size); fs.ftruncateSync(fd, 4); fs.closeSync(fd); console.log(fs.readFileSync('f', 'utf8')); try { fs.readSync(fd, b) } catch (e) { console.log(e.code, e.syscall) } try { fs.openSync('nope') } catch (e) { console.log(e.message) } const r = fs.openSync('f'); console.log(fs.readSync(r, b), fs.readSync(r, b)); try { fs.writeSync(r, 'x') } catch (e) { console.log(e.code) }`,
  `const fs = require('fs'); fs.writeFile('f', 'abc', e => { console.log(e); fs.readFile('f', 'utf8', (e, d) => { console.log(e, d); fs.stat('f', (e, s) => { console.log(s.size); fs.readdir('.', (e, l) => { console.log(l.sort()); fs.unlink('f', e => { console.log(e); fs.readFile('f', (e) => console.log(e.code)) }) }) }) }) })`,
  `const fs = require('fs').promises; (async () => { await fs.writeFile('f', 'abc'); console.log(await fs.readFile('f', 'utf8')); await fs.mkdir('d'); console.log(await fs.readdir('.')); try { await fs.readFile('q') } catch (e) { console.log(e.code) } const h = await fs.open('f', 'r+'); console.log((await h.stat()).size, (await h.readFile()).toString()); await h.close(); await fs.rm('d', { recursive: true }); console.log(await fs.access('f')) })()`,
  `import { readFile, writeFile } from 'fs/promises'; await writeFile('q', 'x'); console.log(await readFile('q', 'utf8'))`
])
