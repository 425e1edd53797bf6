// By WASI errno.
const faults = {
  __proto__: null,
  8: ["EBADF", "bad file descriptor", -9],
  20: ["EEXIST", "file already exists", -17],
  28: ["EINVAL", "invalid argument", -22],
  31: ["EISDIR", "illegal operation on a directory", -21],
  37: ["ENAMETOOLONG", "name too long", -36],
  44: ["ENOENT", "no such file or directory", -2],
  51: ["ENOSPC", "no space left on device", -28],
  54: ["ENOTDIR", "not a directory", -20],
  55: ["ENOTEMPTY", "directory not empty", -39]
}

/** What a call of the file system throws. */
exports.failed = (number, call, path, to) => {
  const [code, text, errno] = faults[number] ?? ["EIO", "i/o error", -5]
  const place = path === undefined ? "" : ` '${path}'`
  const error = new Error(`${code}: ${text}, ${call}${place}${to === undefined ? "" : ` -> '${to}'`}`)
  Object.assign(error, { errno, code, syscall: call })
  if (path !== undefined) error.path = path
  if (to !== undefined) error.dest = to
  return error
}
