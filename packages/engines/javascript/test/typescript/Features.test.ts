import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Bench } from "../support.ts"
import { emit, runInNode } from "./SameAsTsc.ts"
import type { Files } from "./ProgramHost.ts"

const old = { "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true } }` }
const loud = `console.log("evaluated")\n`

/** Programs of every feature of TypeScript that is more than types in the margin. */
const programs: Readonly<Record<string, string | (Files & { readonly "main.ts": string })>> = {
  "an interface imported without `type`": {
    "main.ts": `import { Queue, Impl } from "./queue"\nconst q: Queue = new Impl()\nconsole.log(q)`,
    "queue.ts": `export interface Queue { a: number }\nexport class Impl implements Queue { a = 1 }`
  },
  "a class imported for its type only is not evaluated": {
    "main.ts": `import { A } from "./a"\nconst f = (a?: A) => console.log(a)\nf()`,
    "a.ts": `${loud}export class A {}`
  },
  "an import of nothing but types is not evaluated": {
    "main.ts": `import { type A } from "./a"\nconst f = (a?: A) => console.log(a)\nf()`,
    "a.ts": `${loud}export class A {}`
  },
  "an import for its effect is evaluated": { "main.ts": `import "./a"`, "a.ts": loud },
  "an import with empty braces is not evaluated": { "main.ts": `import {} from "./a"\nconsole.log(1)`, "a.ts": loud },
  "an import of a default and a type": {
    "main.ts": `import make, { type A, B } from "./a"\nconst a: A = make()\nconst b: B = a\nconsole.log(b)`,
    "a.ts": `export interface A { x: number }\nexport type B = A\nexport default (): A => ({ x: 1 })`
  },
  "a default import that is a type, with a value": {
    "main.ts": `import A, { make } from "./a"\nconst a: A = make()\nconsole.log(a)`,
    "a.ts": `interface A { x: number }\nexport default A\nexport const make = (): A => ({ x: 2 })`
  },
  "a namespace import used for types only": {
    "main.ts": `import * as a from "./a"\nlet x: a.A | undefined\nconsole.log(x)`,
    "a.ts": `${loud}export class A {}`
  },
  "a default interface": {
    "main.ts": `import A from "./a"\nconst a: A = { x: 1 }\nconsole.log(a)`,
    "a.ts": `export default interface A { x: number }`
  },
  "a type exported again": {
    "main.ts": `import { A, make } from "./index"\nconst a: A = make()\nconsole.log(a)`,
    "index.ts": `export { A, make } from "./a"`,
    "a.ts": `export interface A { x: number }\nexport const make = (): A => ({ x: 3 })`
  },
  "a type imported and exported again": {
    "main.ts": `import * as all from "./index"\nconsole.log(Object.keys(all))`,
    "index.ts": `import { A, B } from "./a"\nexport { A, B as C }`,
    "a.ts": `export type A = string\nexport class B {}`
  },
  "types through two `export *`": {
    "main.ts": `import { A, b } from "./one"\nconst a: A = b\nconsole.log(a)`,
    "one.ts": `export * from "./two"`,
    "two.ts": `export * from "./three"\nexport { A } from "./three"`,
    "three.ts": `export interface A { x: number }\nexport const b = { x: 4 }`
  },
  "files that import types of each other": {
    "main.ts": `import { A } from "./a"\nconsole.log(new A().b)`,
    "a.ts": `import { B, makeB } from "./b"\nexport interface Named { name: string }\nexport class A { b: B = makeB(this as never) }`,
    "b.ts": `import { A, Named } from "./a"\nexport type B = Named & { of?: A }\nexport const makeB = (a: A): B => ({ name: typeof a })`
  },
  "an interface exported in a list": {
    "main.ts": `import { A, b } from "./a"\nconst x: A = b\nconsole.log(x)`,
    "a.ts": `interface A { x: number }\nconst b: A = { x: 1 }\nexport { A, b }`
  },
  "types of Node imported without `type`": `import { Stats, existsSync } from "fs"\nlet s: Stats | undefined\nconsole.log(s, existsSync("/nowhere"))`,
  "an imported name that is also a property": {
    "main.ts": `import { A } from "./a"\nconst a: A = { A: 1 }\nconsole.log(a.A)`,
    "a.ts": `${loud}export interface A { A: number }`
  },
  "a declaration file": {
    "main.ts": `import { A } from "./types"\nconst a: A = { x: 1 }\nconsole.log(a)`,
    "types.d.ts": `export interface A { x: number }`
  },
  "a decorated method": `const log = (f: Function, c: ClassMethodDecoratorContext) => function (this: unknown, ...a: unknown[]) { console.log(c.kind, String(c.name)); return f.apply(this, a) }\nclass C { @log add(a: number, b: number) { return a + b } }\nconsole.log(new C().add(1, 2))`,
  "a decorated class": `const named = (name: string) => (c: Function, context: ClassDecoratorContext) => { console.log(context.kind, name) }\n@named("x") class A { a = 1 }\nconsole.log(new A())`,
  "a decorated field": `const twice = (_: undefined, c: ClassFieldDecoratorContext) => (v: number) => v * 2\nclass A { @twice x = 4 }\nconsole.log(new A().x)`,
  "a decorated accessor": `const traced = (t: ClassAccessorDecoratorTarget<unknown, number>, c: ClassAccessorDecoratorContext) => ({ get(this: unknown) { return t.get.call(this) + 1 } })\nclass A { @traced accessor x = 4 }\nconsole.log(new A().x)`,
  "decorated getters and static members": `const seen = (v: unknown, c: DecoratorContext) => console.log(c.kind, String(c.name), "static" in c && c.static)\nclass A { @seen get a() { return 1 } @seen static b() {} @seen static c = 1 }\nconsole.log(new A().a)`,
  "what a decorator adds as an initializer": `const bound = (f: Function, c: ClassMethodDecoratorContext) => c.addInitializer(function (this: any) { this[c.name] = f.bind(this) })\nclass A { x = 1; @bound get() { return this.x } }\nconst { get } = new A()\nconsole.log(get())`,
  "the metadata of decorators": `const note = (v: unknown, c: DecoratorContext) => { console.log(typeof c.metadata) }\nclass A { @note m() {} }`,
  "an exported decorated class": {
    "main.ts": `import { A } from "./a"\nconsole.log(new A().m())`,
    "a.ts": `const d = (f: Function, c: DecoratorContext) => () => "decorated"\nexport class A { @d m() { return "plain" } }`
  },
  "the old kind of class decorators": {
    ...old,
    "main.ts": `function sealed(c: Function) { console.log("sealed", c.name) }\n@sealed class A {}\nconsole.log(new A())`
  },
  "the old kind of member decorators": {
    ...old,
    "main.ts": `function log(t: any, key: string, d?: PropertyDescriptor) { console.log(key, typeof d) }\nclass A { @log m() {} @log x = 1 }\nnew A()`
  },
  "the old kind of parameter decorators": {
    ...old,
    "main.ts": `function at(t: any, key: string | undefined, i: number) { console.log(key, i) }\nclass A { constructor(@at a: number) {} m(@at a: string, @at b: string) {} }\nnew A(1)`
  },
  "metadata of types": {
    "tsconfig.json": `{\n  // The old kind.\n  "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true, /* not listed */ "noEmit": true, },\n}`,
    "main.ts": `(Reflect as any).metadata = (k: string, v: any) => (t: any, key?: string) => console.log(k, key, [v].flat().map((x: any) => x?.name))\nconst d = (...a: any[]): any => undefined\nclass B {}\nclass A { @d x: string = ""; @d m(b: B, n: number): Promise<void> { return Promise.resolve() } }\nnew A()`
  },
  "decorators and enums together": `enum Level { Low = 1, High }\nconst at = (l: Level) => (f: Function, c: DecoratorContext) => console.log(Level[l])\nclass A { constructor(private x: number) {} @at(Level.High) m() { return this.x } }\nconsole.log(new A(3).m())`,
  "an enum": `enum E { A, B = 5, C, D = "d".length }\nconsole.log(E, E[5], E.C)`,
  "an enum of strings": `enum E { A = "a", B = \`\${A}b\` }\nconsole.log(E, Object.values(E))`,
  "a constant enum": `const enum E { A = 1 << 2, B = A | 1 }\nconsole.log(E.A, E.B)`,
  "an enum in two parts": `enum E { A }\nenum E { B = 1 }\nconsole.log(E)`,
  "an enum whose parts use one another": `enum E { A = 2 }\nenum E { B = A + 1 }\nconsole.log(E)`,
  "an exported enum": { "main.ts": `import { E } from "./e"\nconsole.log(E.B)`, "e.ts": `export enum E { A, B }` },
  "a namespace": `namespace N { export const a = 1; export namespace M { export const b = a + 1 } }\nconsole.log(N.M.b, N)`,
  "a namespace in two parts": `namespace N { export const a = 1 }\nnamespace N { export const b = a + 1 }\nconsole.log(N)`,
  "a namespace of types only": `namespace N { export interface A { x: number } }\nconst a: N.A = { x: 1 }\nconsole.log(a)`,
  "a class with a namespace": `class A { static x = N() }\nfunction N() { return 2 }\nnamespace A { export const y = 3 }\nconsole.log(A.x, A.y)`,
  "a function with a namespace": `function f() { return f.z }\nnamespace f { export let z = 4 }\nconsole.log(f())`,
  "an alias of a name in a namespace": `namespace N { export const a = 1 }\nimport a = N.a\nconsole.log(a)`,
  "an exported namespace": {
    "main.ts": `import { N } from "./n"\nconst t: N.T = N.a\nconsole.log(t)`,
    "n.ts": `export namespace N { export type T = number; export const a = 1 }`
  },
  "`import = require` and `export =`": {
    "main.ts": `import A = require("./a")\nconsole.log(new A(2).x)`,
    "a.ts": `class A { constructor(readonly x: number) {} }\nexport = A`
  },
  "`import = require` of a type": {
    "main.ts": `import A = require("./a")\nlet a: A | undefined\nconsole.log(a)`,
    "a.ts": `${loud}class A {}\nexport = A`
  },
  "`import = require` beside an import": `import fs = require("fs")\nimport { join } from "path"\nconsole.log(typeof fs.readFileSync, join("a", "b"))`,
  "`import = require` beside a default import": `import path = require("path")\nimport fs from "fs"\nconsole.log(typeof fs.readFileSync, path.sep)`,
  "a file whose imports are all of types": {
    "main.ts": `import { T } from "./t"\nlet t: T | undefined\ntry { undeclared = t } catch (error) { console.log((error as Error).name) }`,
    "t.ts": `export interface T {}`
  },
  "an import for its effect alone, with a brace in a comment": {
    "main.ts": `import /* { */ "./loud"\nimport { T } from "./loud"\nlet t: T | undefined\nconsole.log(t)`,
    "loud.ts": `${loud}export interface T {}`
  },
  "declared fields": `class A { x = 1 }\nclass B extends A { declare x: number; y?: number; z!: string }\nconsole.log(new B(), Object.keys(new B()))`,
  "fields as assignments": {
    "tsconfig.json": `{"compilerOptions":{"useDefineForClassFields":false}}`,
    "main.ts": `class A { set x(v: number) { console.log("set", v) } }\nclass B extends (A as new () => object) { x = 1; y?: number }\nconsole.log(Object.keys(new B()))`
  },
  "verbatim imports": {
    "tsconfig.json": `{"compilerOptions":{"verbatimModuleSyntax":true}}`,
    "main.ts": `import a = require("./a")\nimport type b = require("./b")\nconst f = (x?: typeof b) => typeof a\nconsole.log(f())`,
    "a.ts": `console.log("a")\nexport = {}`,
    "b.ts": `console.log("b")\nexport = {}`
  },
  "parameter properties": `class A { constructor(public a: number, private readonly b = 2, protected c?: string) {} sum() { return this.a + this.b } }\nconsole.log(new A(1), new A(1).sum())`,
  "abstract classes, overloads and definite fields": `abstract class A { abstract m(): string; n() { return this.m() } }\nclass B extends A { override m(): string; override m(x?: number): string { return "m" + x } }\nconsole.log(new B().n())`,
  "assertions of every kind": `const a = <number>(1 as unknown); const b = a!; const c = { x: b } satisfies { x: number } as const\nconsole.log(a, b, c)`,
  "generics and arrows": `const id = <T,>(x: T): T => x\nconst f = async <T extends object>(x: T) => x\nconsole.log(id<number>(1), (id<string>)("a"))\nf({ a: 1 }).then((x) => console.log(x))`,
  "a typed `this`, a predicate and an assertion": `function isText(x: unknown): x is string { return typeof x === "string" }\nfunction must(x: unknown): asserts x { if (!x) throw new Error("no") }\nfunction f(this: { a: number }, b: number) { return this.a + b }\nmust(1)\nconsole.log(isText("a"), f.call({ a: 1 }, 2))`,
  "`using`": `class R implements Disposable { constructor(readonly n: string) {} [Symbol.dispose]() { console.log("gone", this.n) } }\n{ using a = new R("a"); using b = new R("b"); console.log(a.n, b.n) }`,
  "declarations of what is elsewhere": `declare const nothing: number\ndeclare function none(): void\ndeclare global { interface Window { a: 1 } }\nconsole.log(typeof nothing)\nexport {}`
}

describe.concurrent("TypeScript prints what it prints with tsc and Node:", () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await Bench.start()
  })
  it.each(Object.entries(programs))("%s", async (_what, given) => {
    const { "main.ts": code, ...files } = typeof given === "string" ? { "main.ts": given } : given
    const expected = await runInNode(emit({ ...files, "main.ts": code }))
    assert.strictEqual(expected.exitCode, 0)
    const { exitCode, stderr, stdout } = bench.run(code, { files, language: "typescript" })
    assert.deepStrictEqual({ stdout, exitCode }, expected, stderr)
  })
})
