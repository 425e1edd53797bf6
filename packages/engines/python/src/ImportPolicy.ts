import { EACCES, ENOSYS } from "./Errno.ts"

/**
 * Imports that a program may call directly: files in memory, clocks, random bytes. All other imports of the build (most of its 268
 * functions are the bridge to JavaScript) return an errno or end the program.
 */
export const allowed: ReadonlySet<string> = new Set([
  "__call_sighandler",
  "__syscall_chmod",
  "__syscall_faccessat",
  "__syscall_fadvise64",
  "__syscall_fchmod",
  "__syscall_fchmodat2",
  "__syscall_fdatasync",
  "__syscall_fstat64",
  "__syscall_getcwd",
  "__syscall_ioctl",
  "__syscall_lstat64",
  "__syscall_newfstatat",
  "__syscall_readlinkat",
  "__syscall_renameat",
  "__syscall_rmdir",
  "__syscall_stat64",
  "__syscall_unlinkat",
  "__syscall_utimensat",
  "_emscripten_get_progname",
  "_gmtime_js",
  "_localtime_js",
  "_mktime_js",
  "_timegm_js",
  "_try_fcntl64",
  "_tzset_js",
  "clock_res_get",
  "emscripten_date_now",
  "emscripten_get_heap_max",
  "environ_get",
  "environ_sizes_get",
  "fd_fdstat_get",
  "fd_pread",
  "fd_seek",
  "fd_sync",
  "random_get"
])

/** Result of `system` when the shell does not find the command: exit status 127 in the upper byte. */
const commandNotFound = 127 << 8

/** A program's user and umask: the real ones are the host process's. */
const user = 1000
const fileMask = 0o022

/** Imports that return an error without doing anything, so that programs get the error that Python programmers know. */
export const answered: ReadonlyMap<string, number | null> = new Map<string, number | null>([
  ["__syscall_accept4", -EACCES],
  ["__syscall_bind", -EACCES],
  ["__syscall_connect", -EACCES],
  ["__syscall_fchown32", 0],
  ["__syscall_fchownat", 0],
  ["__syscall_fstatfs64", -ENOSYS],
  ["__syscall_getpeername", -EACCES],
  ["__syscall_getsockname", -EACCES],
  ["__syscall_getsockopt", -EACCES],
  ["__syscall_getuid32_js", user],
  ["__syscall_listen", -EACCES],
  ["__syscall_mknodat", -EACCES],
  ["__syscall_recvfrom", -EACCES],
  ["__syscall_recvmsg", -EACCES],
  ["__syscall_sendmsg", -EACCES],
  ["__syscall_sendto", -EACCES],
  ["__syscall_socket", -EACCES],
  ["__syscall_statfs64", -ENOSYS],
  ["__syscall_umask_js", fileMask],
  ["_emscripten_lookup_name", 0],
  ["_emscripten_system", commandNotFound],
  ["_maybe_connect_async", null],
  ["_maybe_poll_async", null],
  ["_maybe_recvfrom_async", null],
  ["_maybe_sendto_async", null],
  ["_mmap_js", -ENOSYS],
  ["_msync_js", -ENOSYS],
  ["_munmap_js", -ENOSYS],
  ["_setitimer_js", -1],
  ["_try_shutdown", 0],
  ["can_run_sync_js", 0],
  ["getaddrinfo", -2],
  ["getnameinfo", -2],
  ["getprotobyname", 0]
])
