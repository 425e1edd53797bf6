import { sameAsNode } from "../../SameAsNode.ts"

sameAsNode("assert", [
  `const assert = require('assert');
try { assert(true); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert(0); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.ok(null, 'msg'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert(false, new TypeError('own')); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert(); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.equal(1, '1'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.equal(1, 2); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.equal('a', 'b', 'why'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.notEqual(1, 1); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.strictEqual(1, 2); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.strictEqual('a', 'b'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.strictEqual(1, '1'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.strictEqual(NaN, NaN); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.strictEqual(0, -0); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.notStrictEqual(1, 1); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.notStrictEqual({}, {}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { const o = {a:1}; assert.notStrictEqual(o, o); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }`,
  `const assert = require('assert');
try { assert.deepStrictEqual({a:1}, {a:1}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual({a:1}, {a:2}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual([1,2,3], [1,2,4]); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual({a:[1,{b:2}]}, {a:[1,{b:3}]}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepEqual({a:1}, {a:'1'}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepEqual({a:1}, {a:2}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(new Map([[1,{a:1}]]), new Map([[1,{a:1}]])); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(new Set([1,{a:1}]), new Set([{a:1},1])); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(new Set([1]), new Set([2])); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(new Date(0), new Date(0)); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(new Date(0), new Date(1)); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(/a/g, /a/i); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual([1,2], [2,1]); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(1, 2); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual('a', 'b'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(new Error('a'), new Error('a')); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(Object.create(null), {}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.notDeepStrictEqual({a:1}, {a:1}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.notDeepEqual([1], ['1']); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual(new Uint8Array([1]), new Uint8Array([1])); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual([,1],[undefined,1]); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.deepStrictEqual({a:undefined},{}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.partialDeepStrictEqual({a:1,b:2},{a:1}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }`,
  `const assert = require('assert');
try { assert.throws(() => { throw new TypeError('x') }, TypeError); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => { throw new TypeError('x') }, RangeError); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => {}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => {}, TypeError); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => {}, 'must throw'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => { throw new Error('abc') }, /b/); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => { throw new Error('abc') }, /z/); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => { throw new Error('abc') }, { message: 'abc' }); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => { throw new Error('abc') }, { message: 'abd' }); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => { throw new Error('abc') }, e => e.message === 'abc'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(() => { throw new Error('abc') }, e => false); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.doesNotThrow(() => {}); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.doesNotThrow(() => { throw new Error('zz') }); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.throws(5); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.match('abc', /b/); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.match('abc', /z/); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.doesNotMatch('abc', /b/); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.match(5, /z/); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.fail(); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.fail('boom'); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.ifError(null); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.ifError(new Error('e')); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }
try { assert.strictEqual(1); console.log('held') } catch (e) { console.log(e.name, e.code, e.operator, e.generatedMessage, JSON.stringify(e.message)) }`,
  `const assert = require('assert/strict'); try { assert.equal(1, '1') } catch (e) { console.log(e.message) } (async () => { await assert.rejects(Promise.reject(new Error('x')), /x/); try { await assert.rejects(Promise.resolve(1)) } catch (e) { console.log(e.message) } try { await assert.doesNotReject(Promise.reject(new Error('y'))) } catch (e) { console.log(e.message) } console.log(assert === require('assert').strict) })()`,
  `const assert = require('assert'); assert.deepStrictEqual({ a: 1, b: { c: [1, 2, 3, 4, 5, 6, 7] } }, { a: 1, b: { c: [1, 2, 3, 4, 5, 6, 8] } })`,
  `const assert = require('assert'); try { assert.deepStrictEqual(Array.from({length: 30}, (_, i) => i), Array.from({length: 30}, (_, i) => i === 15 ? 'x' : i)) } catch (e) { console.log(e.message) } try { assert.strictEqual('a\\nb\\nc', 'a\\nb\\nd') } catch (e) { console.log(e.message) } try { assert.strictEqual('x'.repeat(100), 'y') } catch (e) { console.log(e.message) } try { assert.deepStrictEqual([1, 2, 3], [1, 2, 3, 4]) } catch (e) { console.log(e.message) } try { assert.strictEqual({a:1},{a:1}) } catch (e) { console.log(e.message) } try { assert.strictEqual([1], [1]) } catch (e) { console.log(e.message) }`,
  `const { AssertionError } = require('assert'); const e = new AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' }); console.log(e.message, e.code, e.name, e instanceof Error); console.log(new AssertionError({ message: 'm' }).message)`,
  `require('assert')(1 === 2)`
])
