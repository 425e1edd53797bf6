/** Error numbers of the interpreter's C library (WASI's numbering, not Linux's). */
export const EACCES = 2
export const ENOSPC = 51
export const ENOSYS = 52
