/** Error numbers of the interpreter's C library (WASI's numbering, not Linux's). */
export const EACCES = 2
export const EEXIST = 20
export const EINVAL = 28
export const EMFILE = 33
export const ENAMETOOLONG = 37
export const ENOENT = 44
export const ENOSPC = 51
export const ENOSYS = 52
export const EROFS = 69
