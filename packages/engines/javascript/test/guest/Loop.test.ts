import { sameAsNode } from "../SameAsNode.ts"

sameAsNode("what comes when", [
  `setTimeout(()=>{Promise.resolve().then(()=>console.log('p'));process.nextTick(()=>console.log('t'))});setTimeout(()=>console.log('second'))`,
  `setImmediate(()=>{console.log(1);setImmediate(()=>console.log(3));process.nextTick(()=>console.log('n'));Promise.resolve().then(()=>console.log('p'))});setImmediate(()=>console.log(2))`,
  `process.nextTick(()=>{console.log(1);process.nextTick(()=>console.log(2));Promise.resolve().then(()=>console.log(4))});process.nextTick(()=>console.log(3))`,
  `Promise.resolve().then(()=>{console.log('a');process.nextTick(()=>console.log('t'));Promise.resolve().then(()=>console.log('b'))}).then(()=>console.log('c'))`,
  `const fs=require('fs');fs.readFile('main.js',()=>{setTimeout(()=>console.log('t'));setImmediate(()=>console.log('i'));process.nextTick(()=>console.log('n'))})`,
  `let n=0;const h=setInterval(()=>{console.log(++n);if(n==3)clearInterval(h)},2)`,
  `setTimeout(()=>console.log('c'),30);setTimeout(()=>console.log('a'),10);setTimeout(()=>console.log('b'),20);setTimeout(()=>console.log('0'))`,
  `const t=setTimeout(()=>{},10);console.log(typeof t.ref,t.hasRef(),typeof +t);t.unref();console.log(t.hasRef())`,
  `setTimeout(function(){console.log(this.constructor.name)},1)`,
  `async function a(){console.log(1);await b();console.log(2)}async function b(){console.log(3)};console.log(4);setTimeout(()=>console.log(5));a();new Promise(r=>{console.log(6);r()}).then(()=>console.log(7));console.log(8)`,
  `process.on('uncaughtException',(e)=>console.log('caught',e.message));setTimeout(()=>console.log('still'),5);throw new Error('x')`,
  `let left = 3
const again = setTimeout(() => { console.log("again", left); if (--left > 0) again.refresh() }, 5)
const cleared = setTimeout(() => { clearTimeout(cleared); cleared.refresh(); console.log("once") }, 1)
`
])
