/** Room in a container's memory for files, in bytes: its folder, `/tmp` and `/dev/shm` where there is one, each. */
export const filesBytes = 64 << 20

/** What a container may take of the machine, whoever makes it. */
export const containerLimits = {
  /** Processes and threads. gVisor has one for each task of the program, and threads of its own. */
  tasks: 256,
  /** Open files of a process. */
  descriptors: 1_024,
  /** Writable memory of a process where no cgroup bounds it: V8 and Java take a gigabyte or two before they do anything. */
  dataBytes: 3 * 1024 ** 3
} as const
