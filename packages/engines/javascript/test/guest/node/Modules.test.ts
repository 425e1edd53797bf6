import { sameAsNode } from "../../SameAsNode.ts"

sameAsNode("path", [
  `const path = require('path');
try { console.log(path.join('/a','..','b','./c')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.resolve('/a','b','../c')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.basename('/x/y.txt','.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.extname('a.b.c')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.dirname('/a/b')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.parse('/home/u/f.txt')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.format({dir:'/x',base:'y'})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.relative('/a/b/c','/a/d')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.normalize('/a//b/../c/.')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.isAbsolute('a')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.sep+path.delimiter) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.join()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.join('a',1)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.resolve('x').split('/').pop()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.posix===path) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.basename('/a/b/')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.extname('.x')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(path.basename(5)) } catch (e) { console.log(e.name, e.code, e.message) }`
])

sameAsNode("util", [
  `const { inspect } = require("util"); const o = { get a() { return { b: 1 } }, get n() { return null }, set s(v) {}, get x() { return "é" }, set x(v) {}, get t() { throw "no" } }
for (const getters of [true, "get", "set", false]) console.log(inspect(o, { getters }))`,
  `const { inspect } = require("util"), deep = { a: { b: { c: { d: 1 } } } }
console.log(inspect(deep, false, 0), inspect(deep, true, null), inspect([1], true), inspect(deep, undefined, 1), [deep, deep].map(inspect))`,
  `const { inspect } = require("util"); inspect.defaultOptions.depth = 0; console.log({ a: { b: 1 } }, inspect({ a: { b: 1 } }, { depth: 1 }), inspect.defaultOptions)`,
  `const util = require('util');
try { console.log(util.format('%s %d %j %%', 'a', 1, {b:2}, 'x')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect({a:{b:{c:{d:1}}}},{depth:0})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect({a:1,b:'x'},{compact:false})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.isDeepStrictEqual({a:[1]},{a:[1]})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.isDeepStrictEqual([1],['1'])) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isPromise(Promise.resolve())) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isRegExp(/a/)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isDate({})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect(new Map([[1,{a:1}]]),{showHidden:false})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect('a'.repeat(5))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.stripVTControlCharacters('\\u001b[31mx\\u001b[0m')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.styleText('red','x')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(JSON.stringify(util.styleText('red','x',{validateStream:false}))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect({a:1n,s:Symbol('x')},{colors:false})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.toUSVString('a\\ud800')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect({b:1,a:2},{sorted:true})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect([1,2,3],{maxArrayLength:1})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isArgumentsObject((function(){return arguments})())) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isGeneratorFunction(function*(){})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isAsyncFunction(async()=>{})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isTypedArray(new Uint8Array())) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isUint8Array(Buffer.from('a'))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isProxy(new Proxy({},{}))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isMap(new Map)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isNativeError(new TypeError)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.types.isBoxedPrimitive(Object(1))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect(new (class Foo { constructor(){this.a=1} }))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect({get a(){return 1}})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.inspect.custom.toString()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.isArray([])) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(util.getSystemErrorName(-2)) } catch (e) { console.log(e.name, e.code, e.message) }`,
  `const util = require('util'); const sleep = util.promisify(setTimeout); (async () => { console.log(await sleep(2, 'v')); const f = util.promisify((a, cb) => cb(null, a * 2)); console.log(await f(4)); try { await util.promisify(cb => cb(new Error('no')))() } catch (e) { console.log(e.message) } util.callbackify(async x => x + 1)(1, (e, v) => console.log(e, v)) })()`,
  `const util = require('util'); function A() {} A.prototype.hi = () => 'hi'; function B() { A.call(this) } util.inherits(B, A); console.log(new B().hi(), B.super_ === A, new B() instanceof A)`,
  `const util = require('util'); class P { [util.inspect.custom](d, o, i) { return 'P<' + i(1) + '>' } } console.log(new P(), [new P()]); console.log(util.inspect(new P()))`,
  `const { parseArgs } = require('util'); console.log(parseArgs({ args: ['-f', '--bar', 'b', 'pos'], options: { foo: { type: 'boolean', short: 'f' }, bar: { type: 'string' } }, allowPositionals: true })); try { parseArgs({ args: ['--no'], options: {} }) } catch (e) { console.log(e.code, e.message) }`,
  `const util = require('util'); const f = util.deprecate(() => 1, 'old', 'DEP1'); console.log(f()); console.log(util.debuglog('x').enabled)`,
  `const EE = require('node:events'); function F() { EE.call(this) } require('util').inherits(F, EE); const f = new F(); f.on('x', function () { console.log(this === f) }); f.emit('x')`,
  `console.log(require('process') === process, require('console') === console, require('util').TextEncoder === TextEncoder)`
])

sameAsNode("events", [
  `const EventEmitter = require('events'); const e = new EventEmitter(); e.on('a', (x, y) => console.log('a', x, y)); e.once('a', () => console.log('once')); e.prependListener('a', () => console.log('first')); console.log(e.emit('a', 1, 2), e.emit('a', 3), e.emit('none'), e.listenerCount('a'), e.eventNames()); e.off('a', () => {}); e.removeAllListeners('a'); console.log(e.listenerCount('a'))`,
  `const { EventEmitter } = require('events'); class A extends EventEmitter {} const a = new A(); try { a.emit('error', new Error('bad')) } catch (e) { console.log(e.message) } try { a.emit('error', 'str') } catch (e) { console.log(e.code, e.message) } console.log(a)`,
  `const { once, on, EventEmitter } = require('events'); const e = new EventEmitter(); (async () => { setTimeout(() => e.emit('go', 1, 2), 2); console.log(await once(e, 'go')); setTimeout(() => { e.emit('d', 1); e.emit('d', 2); e.emit('end') }, 2); for await (const v of on(e, 'd', { close: ['end'] })) console.log(v) ; setTimeout(() => e.emit('error', new Error('z')), 1); try { await once(e, 'never') } catch (x) { console.log(x.message) } })()`,
  `const e = new (require('events'))(); e.on('newListener', (n) => console.log('new', n)); e.on('removeListener', n => console.log('rem', n)); const f = () => {}; e.on('a', f); e.off('a', f); console.log(e.rawListeners('a').length, e.getMaxListeners(), require('events').defaultMaxListeners)`,
  `const e = new (require('events'))(); try { e.on('a', 1) } catch (x) { console.log(x.code, x.message) } e.setMaxListeners(1); console.log(e.listeners('q'))`,
  `import EventEmitter, { once } from 'node:events'; const e = new EventEmitter(); setTimeout(() => e.emit('x', 5), 1); const [v] = await once(e, 'x'); console.log(v)`
])

sameAsNode("Buffer", [
  `console.log(Buffer.from('héllo').toString('base64'), Buffer.from([1,2,3]), Buffer.alloc(3, 'ab'), Buffer.concat([Buffer.from('a'), Buffer.from('b')]).toString(), Buffer.from('ff00', 'hex'), Buffer.byteLength('é'), Buffer.isBuffer(Buffer.alloc(1)), Buffer.from('aGk', 'base64').toString(), Buffer.from('a-_b', 'base64url'), Buffer.from([255, 254]).toString('base64url'))`,
  `const b = Buffer.from('hello world'); console.log(b.slice(0, 5).toString(), b.subarray(6).toString('utf8'), b.indexOf('o'), b.includes('wor'), b.equals(Buffer.from('hello world')), b.toString('hex'), b[0], b.length, [...b.slice(0, 2)], b.toJSON().data.length, JSON.stringify(Buffer.from('a')))`,
  `const b = Buffer.alloc(16); b.writeUInt32BE(0xdeadbeef, 0); b.writeInt16LE(-2, 4); b.writeDoubleBE(1.5, 8); console.log(b, b.readUInt32BE(0).toString(16), b.readInt16LE(4), b.readDoubleBE(8), b.readUInt8(0)); try { b.readUInt8(20) } catch (e) { console.log(e.name, e.code, e.message) }`,
  `const b = Buffer.from('abc'); b.write('Z', 1); console.log(b.toString(), b.fill('x').toString(), Buffer.compare(Buffer.from('a'), Buffer.from('b')), Buffer.from('ab').swap16(), b.toString('latin1'), Buffer.from('é', 'latin1'), Buffer.from('a\\u0000b', 'ascii'), Buffer.from('hi', 'utf16le'), Buffer.from('hi', 'utf16le').toString('utf16le'))`,
  `try { Buffer.from(5) } catch (e) { console.log(e.name, e.code) } try { Buffer.from('a', 'nope') } catch (e) { console.log(e.name, e.code, e.message) } try { Buffer.alloc('x') } catch (e) { console.log(e.code) } console.log(Buffer.isEncoding('utf-8'), Buffer.isEncoding('x'), Buffer.alloc(60), Buffer.poolSize, typeof Buffer.prototype.copy)`,
  `const a = Buffer.from('abc'), b = Buffer.alloc(5); console.log(a.copy(b, 1), b, a.readUIntBE(0, 3), b.lastIndexOf('c'), a.entries().next(), String(a), a + 'x', \`\${a}\`, a instanceof Uint8Array, a.constructor.name, { a })`,
  `const { Buffer: B, constants, kMaxLength, Blob } = require('buffer'); console.log(B === Buffer, typeof kMaxLength); new Blob(['a', 'b'], { type: 'text/plain' }).text().then(console.log); console.log(new Blob(['abc']).size)`,
  `const { StringDecoder } = require('string_decoder'); const d = new StringDecoder('utf8'); const e = Buffer.from('é€'); console.log(d.write(e.slice(0, 1)), d.write(e.slice(1, 3)), d.write(e.slice(3)), d.end())`
])

sameAsNode("addresses and queries", [
  `const url = require('url');
try { console.log(url.parse('http://u:p@a.com:8080/p/q?x=1#h').pathname) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.parse('http://a.com/?x=1&y=2', true).query) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.format({protocol:'http',host:'a.com',pathname:'/x'})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.resolve('http://a.com/b/c','../d')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(new url.URL('http://a.com/x').host) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.fileURLToPath('file:///a/b%20c')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.pathToFileURL('/a b').href) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.fileURLToPath('http://x')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.domainToASCII('español.com')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(url.parse('http://a.com/x?y=1')) } catch (e) { console.log(e.name, e.code, e.message) }`,
  `const qs = require('querystring');
try { console.log(qs.parse('a=1&b=2&a=3&c=%20x+y')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(qs.stringify({a:[1,2],b:'x y',c:true,d:''})) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(qs.escape('a b&')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(qs.unescape('a%20b')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(qs.parse('a:1;b:2',';',':')) } catch (e) { console.log(e.name, e.code, e.message) }`
])

sameAsNode("os", [
  `const os = require('os'); console.log(JSON.stringify(os.EOL), os.platform(), os.type(), os.endianness(), typeof os.cpus().length, os.constants.signals.SIGINT, typeof os.totalmem(), os.devNull)`
])

sameAsNode("crypto", [
  `const c = require('crypto');
try { console.log(c.createHash('md5').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha1').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha256').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha512').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha384').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha224').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('ripemd160').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha3-256').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha512-256').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('blake2b512').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('blake2s256').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('RSA-SHA256').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('SHA256').update('abc').update(Buffer.from('d')).digest('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHmac('sha256','k').update('d').digest('base64')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('nope')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.randomBytes(8).length) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.randomUUID().length) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.randomInt(5)<5) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.pbkdf2Sync('p','s',2,16,'sha1').toString('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.scryptSync('p','s',16,{N:16}).toString('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.timingSafeEqual(Buffer.from('a'),Buffer.from('a'))) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.hash('sha1','x')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('sha256').update('é').digest('base64url')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('md5').update('a').digest()) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(Buffer.from(c.hkdfSync('sha256','k','s','i',8)).toString('hex')) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.createHash('md5').update(5)) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(typeof c.getHashes().length) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(c.webcrypto===globalThis.crypto) } catch (e) { console.log(e.name, e.code, e.message) }`,
  `const c = require('crypto'); const h = c.createHash('md5'); h.update('a'); h.digest('hex'); try { h.digest() } catch (e) { console.log(e.code, e.message) } c.randomBytes(4, (e, b) => console.log(e, b.length))`
])

sameAsNode("timers", [
  `const t = require('timers');
try { console.log(typeof t.setTimeout) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(t.setTimeout===setTimeout) } catch (e) { console.log(e.name, e.code, e.message) }
try { console.log(typeof t.promises.setTimeout) } catch (e) { console.log(e.name, e.code, e.message) }`,
  `import { setTimeout as s, setInterval as i } from 'timers/promises'; console.log(await s(2, 'x')); let n = 0; for await (const v of i(1, 'y')) { console.log(v); if (++n === 2) break } const ac = new AbortController(); const p = s(1000, 0, { signal: ac.signal }); ac.abort(); try { await p } catch (e) { console.log(e.name, e.code) }`
])

sameAsNode("AbortController and EventTarget", [
  `const ac = new AbortController(); ac.signal.addEventListener('abort', e => console.log(e.type, ac.signal.aborted, ac.signal.reason.name)); ac.abort(); ac.abort(); try { ac.signal.throwIfAborted() } catch (e) { console.log(e.name, e.message) } console.log(AbortSignal.abort('r').reason, AbortSignal.any([ac.signal]).aborted)`,
  `const t = new EventTarget(); t.addEventListener('x', { handleEvent(e) { console.log('obj', e.type, e.target === t) } }); t.addEventListener('x', e => { e.preventDefault(); console.log('fn', e.defaultPrevented) }, { once: true }); console.log(t.dispatchEvent(new Event('x', { cancelable: true })), t.dispatchEvent(new CustomEvent('x', { detail: 5 })))`,
  `const ac = new AbortController(); console.log(ac, ac.signal, new EventTarget()); const e = new Event('a'); console.log(e.bubbles, e.type, String(e))`,
  `setTimeout(() => console.log('t')); AbortSignal.timeout(5).onabort = e => console.log(e.type); setTimeout(() => {}, 20)`
])

sameAsNode("the rest", [
  `const { performance } = require('perf_hooks'); console.log(performance === globalThis.performance, typeof performance.now())`
])

const tried = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => `try { console.log(${line}) } catch (e) { console.log(e.name, e.code, e.message) }`).join("\n")

sameAsNode("Buffer", [
  tried([
    "Buffer.from('abcde').equals(new Uint8Array([97, 98, 99, 100, 101]))",
    "Buffer.from('a').equals('a')",
    "Buffer.compare(new Uint8Array([1, 2]), Buffer.from([1, 3]))",
    "Buffer.compare('abc', Buffer.alloc(1))",
    "Buffer.from('abc').compare(Buffer.from('xbc'), 1, 3, 1)",
    "Buffer.concat([new Uint8Array([1]), Buffer.from([2, 3])], 2)",
    "Buffer.concat([1])",
    "Buffer.concat(undefined)"
  ]),
  tried([
    "Buffer.from('abcabc').indexOf('')",
    "Buffer.from('abcabc').includes('', 9)",
    "Buffer.from('abcabc').lastIndexOf('bc')",
    "Buffer.from('abcabc').lastIndexOf('bc', -3)",
    "Buffer.from('abcabc').indexOf(99, -1)",
    "Buffer.from('abcabc').indexOf(new Uint8Array([98, 99]), 2)",
    "Buffer.from('aaxx', 'latin1').indexOf('\\u7878', 0, 'ucs2')",
    "Buffer.from('xaax', 'latin1').indexOf('\\u6161', 0, 'utf16le')",
    "Buffer.from('abc').indexOf({})",
    "Buffer.from('abc').indexOf('b', 0, 'nope')"
  ]),
  tried([
    "Buffer.alloc(2).readUInt16LE(1)",
    "Buffer.alloc(2).readInt32BE()",
    "Buffer.alloc(8).readDoubleLE('0')",
    "Buffer.alloc(8).readInt8(1.5)",
    "Buffer.alloc(2).writeUInt8(256)",
    "Buffer.alloc(8).writeInt32LE(2 ** 31)",
    "Buffer.alloc(8).writeBigInt64BE(2n ** 63n)",
    "Buffer.alloc(8).writeUIntBE(2 ** 41, 0, 5)",
    "Buffer.alloc(8).readIntLE(0, 7)",
    "Buffer.alloc(8).readUIntBE(0)"
  ]),
  `const b = Buffer.alloc(48)
b.writeUInt8(200, 0); b.writeInt8(-3, 1); b.writeUint16BE(40000, 2); b.writeInt32LE(-5, 4); b.writeBigUInt64LE(2n ** 60n + 7n, 8)
b.writeFloatBE(1.5, 16); b.writeDoubleLE(-0.1, 20); b.writeIntBE(-123456789012, 28, 6); b.writeUIntLE(0xabcdef, 34, 3)
console.log(b.toString("hex"))
console.log(b[0], b.readInt8(1), b.readUInt16BE(2), b.readInt32LE(4), b.readBigUint64LE(8), b.readFloatBE(16), b.readDoubleLE(20))
console.log(b.readIntBE(28, 6), b.readUIntLE(34, 3), b.readUintBE(34, 3), b.readIntLE(34, 2))
`,
  tried([
    "Buffer.from('abcdef').copy(new Uint8Array(3), 1)",
    "Buffer.from('abcdef').copy(Buffer.alloc(3), 0, 7)",
    "Buffer.from('abcdef').copy({})",
    "Buffer.alloc(9).write('a', -1)",
    "Buffer.alloc(9).write(1)",
    "Buffer.alloc(4).write('abcdef', 2, 'latin1')",
    "Buffer.from('abcdef').toString(null)",
    "Buffer.from('abcdef').latin1Slice(1, 3)",
    "require('buffer').isAscii('a')",
    "require('buffer').isUtf8(new Uint8Array([0xc3, 0x28]))"
  ])
])

sameAsNode("string_decoder", [
  `const { StringDecoder } = require("string_decoder")
const bytes = new TextEncoder().encode("€uro ☃ é")
for (const encoding of ["utf8", "utf16le", "base64", "base64url", "hex", "latin1"]) {
  const decoder = new StringDecoder(encoding)
  const parts = []
  for (let at = 0; at < bytes.length; at += 2) parts.push(decoder.write(new Uint8Array(bytes.slice(at, at + 2))))
  console.log(encoding, parts.concat(decoder.end()), decoder.end())
}
const faulty = new StringDecoder()
console.log([0xf0, 0x9f, 0x41, 0xe2, 0xe2, 0x82, 0xff, 0xd1, 0xd1, 0xed, 0xa0, 0x80].map((byte) => faulty.write(Buffer.from([byte]))).join("") + faulty.end())
${tried(["new StringDecoder('nope')", "new StringDecoder().write(1)", "new StringDecoder().write(new DataView(new Uint8Array([104, 105]).buffer))"])}
`
])

sameAsNode("crypto", [
  `const { createHash, createHmac } = require("crypto")
const { Readable } = require("stream")
Readable.from(["a", "b"]).pipe(createHash("sha256")).on("data", (digest) => console.log(digest.toString("hex")))
const mac = createHmac("md5", "key").setEncoding("hex")
mac.on("readable", () => { const text = mac.read(); if (text !== null) console.log(text) })
mac.end("text")
console.log(createHash("sha1").update("a").copy().digest("hex"))
`
])

sameAsNode("URL and its parameters", [
  `try { new URL('x') } catch (e) { console.log(e.name, e.code, e.input, e.message) }
try { new URL('//', 'foo') } catch (e) { console.log(e.name, e.code, e.input, e.base) }
try { new URL() } catch (e) { console.log(e.name, e.code, e.message) }
const u = new URL('../b?x=1&y=a+b%20c#h', 'http://user:pw@h.example:81/a/c'); console.log(u, \`\${u}\`, JSON.stringify(u), u instanceof URL, URL.name, URL.length)
u.searchParams.append('z', 'é&'); console.log(u.search, u.href); u.search = '?q=1'; console.log([...u.searchParams]); u.searchParams.delete('q'); console.log(u.href)
console.log(URL.canParse('x'), URL.canParse('x:'), URL.parse('nope'), URL.parse('a', 'http://b').href)
class V extends URL { get twice() { return this.href + this.href } }
console.log(new V('a:b').twice, new V('a:b') instanceof V)
console.log(new URLSearchParams(null), new URLSearchParams({a: 1, b: [2, 3]}), new URLSearchParams(new Map([['k', 'v']])), new URLSearchParams([['a', 'b']]), new URLSearchParams(new URLSearchParams('?a=1&a=2')), new URLSearchParams(''))
console.log(new URLSearchParams('a=%ff%41+%zz&=x&&b').toString(), new URLSearchParams("q=a'(b)~!*-._ ").toString(), new URLSearchParams('a=1').size)
const s = new URLSearchParams('b=2&a=1&b=3'); s.sort(); console.log(s.toString(), s.getAll('b'), s.get('x'), s.has('a', '2')); s.set('b', '9'); console.log(\`\${s}\`, Object.fromEntries(s), s.keys(), s.entries())
s.delete('b'); s.append('c', undefined); for (const [k, v] of s) console.log(k, v); s.forEach((v, k, all) => console.log(v, k, all === s))
for (const f of [() => new URLSearchParams([['a']]), () => new URLSearchParams([1]), () => s.append('a'), () => s.get(), () => new URLSearchParams(Symbol()), () => URLSearchParams.prototype.get.call({}, 'a'), () => s.forEach()]) try { f() } catch (e) { console.log(e.name, e.code, e.message) }
console.log(Object.prototype.toString.call(u), Object.prototype.toString.call(s), Object.keys(URL.prototype).length)
console.log(require('url').urlToHttpOptions(new URL('https://a:b@[::1]:8080/p?q#h')))
`
])

sameAsNode("console over other streams, and warnings", [
  `const { Console } = require('console')
const { Writable } = require('stream')
console.log(Console === console.Console, typeof Console, Console.name)
const out = []
const sink = new Writable({ write(chunk, encoding, done) { out.push(\`\${chunk}\`); done() } })
const c = new Console(sink)
c.log('a %d', 1, { b: 2 }); c.error('e'); c.group('G'); c.table([{ a: 1 }]); c.groupEnd(); c.count(); c.dir({ x: { y: {} } })
console.log(out)
const w = process.stdout.write
const seen = []
process.stdout.write = (t) => { seen.push(t); return true }
console.log('hidden', { x: 1 }); console.info('too'); console.table([1])
process.stdout.write = w
console.log('shown', seen)
const e = process.stderr.write
process.stderr.write = (t) => { seen.push('E' + t); return true }
console.error('err'); process.stderr.write = e
console.log(seen.at(-1))
process.stdout.write = () => { throw new Error('x') }
console.log('lost'); process.stdout.write = w
for (const name of ['stdin', 'stdout', 'stderr']) process[name] = null
console.log('no other stream is assigned', process.stdin !== null, Object.keys(process).includes('stdout'))
try { new Console({}) } catch (e) { console.log(e.name, e.code, e.message) }
const d = Console(process.stdout); d.log('called'); console.log(d instanceof Console, console instanceof Console)
const { log } = new Console({ stdout: process.stdout, groupIndentation: 4 }); log('bound')
process.on('warning', (w) => console.log(w.name, w.code, w.message, w instanceof Error))
process.emitWarning('careful', 'CustomWarning', 'C1'); process.emitWarning('plain'); process.emitWarning(new TypeError('own'))
console.log('last')
`
])

sameAsNode("events and their errors", [
  `const EventEmitter = require('events')
const { once, getMaxListeners, setMaxListeners } = EventEmitter
const t = (f) => { try { console.log(f()) } catch (e) { console.log(e.name, e.code, e.message) } }
t(() => new EventEmitter().emit('error', { message: 'm' }))
t(() => new EventEmitter().setMaxListeners(-1))
t(() => new EventEmitter().setMaxListeners('1'))
t(() => { EventEmitter.defaultMaxListeners = -1 })
t(() => new EventEmitter({ captureRejections: 1 }))
t(() => getMaxListeners({}))
const target = new EventTarget(); setMaxListeners(7, target); t(() => getMaxListeners(target)); t(() => getMaxListeners(new AbortController().signal))
const e = new EventEmitter()
const f = () => {}
e.on('removeListener', (name, listener) => console.log('removed', name, listener === f)); e.once('a', f); e.emit('a'); e.once('b', f); e.removeAllListeners('b')
process.on('warning', (w) => console.log(w.name, w.emitter === e, w.type, w.count))
e.setMaxListeners(1); e.on('x', f); e.on('x', f); e.on('x', f)
const plain = {}; EventEmitter.prototype.on.call(plain, 'y', f); EventEmitter.prototype.on.call(plain, 'y', f); console.log(EventEmitter.prototype.listenerCount.call(plain, 'y'))
once({}, 'a').catch((e) => console.log(e.code, e.message)); once(e, 'z', 1).catch((e) => console.log(e.code, e.message)); once(e, 'z', { signal: {} }).catch((e) => console.log(e.code, e.message))
`
])

sameAsNode("styles, inheritance and deprecation", [
  `const { deprecate, inherits, styleText } = require("util")
const styled = (style, text) => styleText(style, text, { validateStream: false })
for (const text of [
  styled("red", "a" + styled("blue", "b") + "c"),
  styled("bold", "a" + styled("dim", "b") + "c"),
  styled(["red", "underline"], styled("green", "x") + " y " + styled("green", "z"))
]) console.log(JSON.stringify(text))
${tried([
  "inherits(function A() {}, undefined)",
  "inherits(null, Object)",
  "inherits(function A() {}, { prototype: undefined })",
  "deprecate(() => {}, 'm', 1)"
])}
function Old() {}
function New() {}
inherits(New, { prototype: Old.prototype })
console.log(new New() instanceof Old)
`
])

sameAsNode("several buffers of a file at once, and handles", [
  `const fs = require('fs')
const fd = fs.openSync('v.txt', 'w+')
console.log(fs.writevSync(fd, [Buffer.from('abc'), new Uint8Array([100, 101])]), fs.writevSync(fd, [Buffer.from('X')], 1))
const parts = [Buffer.alloc(2), Buffer.alloc(2), Buffer.alloc(4)]
console.log(fs.readvSync(fd, parts, 0), parts.map(String))
try { fs.readvSync(fd, 'x') } catch (e) { console.log(e.code, e.message) }
fs.writev(fd, [Buffer.from('!')], 5, (error, count, buffers) => {
  console.log(error, count, buffers, fs.readFileSync('v.txt', 'utf8'))
  fs.closeSync(fd)
  main()
})
async function main() {
  const handle = await fs.promises.open('v.txt', 'r+')
  handle.on('close', () => console.log('closed', handle.fd))
  const { bytesRead, buffers } = await handle.readv([Buffer.alloc(3)], 2)
  console.log(bytesRead, buffers[0].toString(), (await handle.writev([Buffer.from('end')], 3)).bytesWritten, await handle.readFile('utf8'))
  await handle.sync()
  await handle.close()
  await handle.close()
}
`
])
