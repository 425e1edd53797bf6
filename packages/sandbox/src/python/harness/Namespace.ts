/**
 * Runs harness source in a namespace of its own, with builtins of its own that no program takes away, under a name that says
 * whose it is should it ever be seen.
 */
export const inNamespace = (source: string, name = "<sandbox>"): string =>
  `exec(compile(${JSON.stringify(source)}, ${JSON.stringify(name)}, "exec"), {"__builtins__": dict(vars(__import__("builtins")))})\n`
