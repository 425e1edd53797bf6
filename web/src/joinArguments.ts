const quote = (argument: string) =>
  /^[\w./:=@%+,-]+$/.test(argument) ? argument : `"${argument.replace(/["\\]/g, "\\$&")}"`

/** Arguments as a line that is split into the same ones. */
export const joinArguments = (args: ReadonlyArray<string>): string => args.map(quote).join(" ")
