import { sameAsNode } from "../SameAsNode.ts"

sameAsNode("globals", [
  `console.log(typeof fetch, typeof Blob, typeof structuredClone, typeof queueMicrotask, typeof setImmediate, typeof TextEncoder, typeof URL, typeof performance, typeof crypto, typeof atob, typeof AbortSignal, typeof DOMException)`,
  `console.log(process.argv.length, process.argv[1].split('/').pop(), process.platform, typeof process.pid, process.version.slice(0, 3), typeof process.memoryUsage().heapUsed, process.exitCode, typeof process.hrtime.bigint(), process.env.NOPE, process.title.length > 0)`,
  `process.emitWarning('w'); process.on('warning', () => {}); console.log(process.listenerCount('exit'), process.eventNames().length > 0)`,
  `const { setTimeout: s } = require('timers/promises'); s(1).then(() => console.log('later')); console.log(require('tty').isatty(1))`,
  `console.log(Object.keys(require('path').parse('/a')).join(), require('buffer').Buffer === Buffer, require('events') === require('events').EventEmitter)`
])
