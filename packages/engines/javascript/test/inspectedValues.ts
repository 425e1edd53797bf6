/** Expressions whose value is shown by our console and by Node's, one a line. */
export const expressions: ReadonlyArray<string> = String.raw`1
-0
"a'b"
[1,"x",true,null,undefined,-0,10n,Symbol("q"),Symbol()]
({a:1,b:{c:{d:{e:1}}}})
({a:{b:{c:{}}}})
[[[[]]]]
[[[[1]]]]
Array.from({length:200},(_, i)=>i)
Array.from({length:27},(_, i)=>"item"+i)
Array.from({length:7},(_, i)=>i*1000.5)
[1,2,3,4,5,6]
[1,2,3,4,5,6,7]
[,1,,,2,,]
Object.assign([1,2],{x:1})
new Map([[1,{a:2}],["k",new Map()]])
new Set([1,"a",[1]])
new (class Foo{ constructor(){this.x=1} })
new (class extends Map{})([[1,2]])
new (class Bar extends Array{})(3)
class A{}
class B extends Array{ static x=1 }
function foo(){}
(()=>{})
async()=>{}
async function af(){}
function* g(){}
async function* ag(){}
Object.assign(function ff(){},{a:1})
/x/gi
Object.assign(/x/,{a:1})
new Date(0)
new Date(NaN)
Object.create(null)
Object.assign(Object.create(null),{a:1})
Object.create({})
Object.create(Object.create(null))
new Uint8Array(3)
new Float64Array([1.5,-0])
new BigInt64Array(2)
new Uint8Array(200)
new ArrayBuffer(4)
new DataView(new ArrayBuffer(2))
Promise.resolve(4)
new Promise(()=>{})
new WeakMap()
new WeakSet()
new Proxy({a:1},{})
new Proxy(function f(){},{})
new Proxy([1,2],{})
(()=>{const a={n:1};a.self=a;return a})()
(()=>{const a={};const b={a};a.b=b;return [a,b]})()
({get a(){return 1},set b(x){},get c(){return 1},set c(x){}})
({[Symbol("s")]:1,"a-b":2,"valid_id":3,"1a":4,5:6,"__proto__x":1})
({["__proto__"]:1})
({a:"x".repeat(100)})
({a:"x".repeat(30),b:"y".repeat(30)})
({a:"x".repeat(30),b:"y".repeat(20)})
({a:"line1\nline2",b:1})
({a:"line1\nline2 which is long enough to be broken in two at the end of the line",b:1})
["a\tb\u0001\u007f\ud800","\u{1F600}",'"',"'","\x60'\""]
new String("abc")
new Number(-0)
new Boolean(false)
Object(Symbol("a"))
Object(1n)
(function(){return arguments})(1,2)
[undefined,null]
({a:undefined,b:null,f(){},g:()=>1,h:class{},i:class Q extends Object{}})
Math
JSON
Reflect
globalThis.Atomics===1
[1.5,2.25,100,20000,3,4,5,6,7,8]
["a","bb","ccc","dddd","eeeee","ffffff","ggggggg","hhhhhhhh"]
[["a",1],["b",2],["c",3],["d",4],["e",5],["f",6],["g",7]]
[{a:1},{a:2},{a:3},{a:4},{a:5},{a:6},{a:7}]
({x:[1,2,[3,4,[5,[6]]]],y:{z:new Map([[{a:1},{b:{c:{d:1}}}]])}})
[true,false,true,false,true,false,true]
Array(150).fill("ab")
new Set(Array.from({length:120},(_, i)=>i))
new Map(Array.from({length:110},(_, i)=>[i,i]))
"x".repeat(20000).length
["x".repeat(10050)]
({a:[{b:1,c:[{}]}]})
Object.defineProperty({},"hid",{value:1})
Object.defineProperty({v:1},Symbol.toStringTag,{value:"Tag"})
({[Symbol.toStringTag]:"Tag2",a:1})
new (class K{ get [Symbol.toStringTag](){return "Kay"} })
new (class K2{ #p=1; static s=2; pub=3 })
({[Symbol.for("nodejs.util.inspect.custom")](d,o){return "CUSTOM"+d}})
[{[Symbol.for("nodejs.util.inspect.custom")](d,o){return {z:d}}}]
[["日本語","中文"],["日本語","中文"],["日本語","中文"],["日本語","中文"],["日本語","中文"],["日本語","中文"],["日本語","中文"]]
["日本語","中文","日本語中文","日本語","中","日本語","中文","aa","日本語中文日本語"]
Object.setPrototypeOf([1],null)
Object.setPrototypeOf(new Map([[1,2]]),null)
Object.setPrototypeOf(function q(){},null)
Object.setPrototypeOf({a:1},class Z{}.prototype)
[function(){},class{},()=>{},async()=>{}]
({a:1n,b:[10n,2n,3n,4n,5n,6n,7n,800n]})
[[],{},[[]],[{}],new Map,new Set,""]
({ "long key with spaces": 1, aaaaaaaaaaaaaaaaaaaaaaaaaa: 1, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: [1,2,3] })
({level1:{level2:{level3:{level4:1}}},arr:[[[[1]]]]})
Object.assign(new Date(0),{x:1})
Array.from({length:101},(_, i)=>i)
Array.from({length:30},(_, i)=>({id:i}))
(()=>{const e=new Error("m");e.stack="Error: m\n    at x";return e})()
(()=>{const e=new TypeError("m");e.stack="TypeError: m";return {e}})()
(()=>{const e=new RangeError("boom");e.stack="RangeError: boom\n    at x (y:1:1)";e.code="C";return [e]})()
(()=>{const e=new Error("");e.stack=undefined;return e})()
(()=>{const e=new Error("q",{cause:"why"});e.stack="Error: q\n    at x (y:1:1)";return e})()`.split("\n")
