import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { containerLimits, filesBytes } from "./ContainerLimits.ts"
import { sharedFolders } from "./RootFolder.ts"

export interface BundleOptions {
  /** Where `config.json` goes. */
  readonly folder: string
  readonly rootFolder: string
  /** Folder of the Node that programs get, with `bin/node`. */
  readonly nodeFolder: string
  /** Path of the container's cgroup; absent where there are none. */
  readonly cgroup?: string
}

const none: ReadonlyArray<string> = []

/** Writes the OCI configuration of a container: no network, no capability, no new privileges, a read-only root, bounded folders. */
export const writeBundle = ({ cgroup, folder, nodeFolder, rootFolder }: BundleOptions): void => {
  const tmpfs = (destination: string, mode: string) => ({
    destination,
    type: "tmpfs",
    source: "tmpfs",
    options: ["nosuid", "nodev", `size=${filesBytes}`, `mode=${mode}`]
  })
  const readOnly = (source: string, destination: string) => ({
    destination,
    type: "bind",
    source,
    options: ["ro", "rbind", "nosuid", "nodev"]
  })
  const configuration = {
    ociVersion: "1.0.0",
    hostname: "glissade",
    process: {
      terminal: false,
      user: { uid: 1_000, gid: 1_000 },
      args: ["/usr/bin/perl", "/glissade/supervisor.pl"],
      env: ["PATH=/usr/bin:/bin"],
      cwd: "/home/run",
      capabilities: { bounding: none, effective: none, inheritable: none, permitted: none, ambient: none },
      rlimits: [
        { type: "RLIMIT_NOFILE", hard: containerLimits.descriptors, soft: containerLimits.descriptors },
        { type: "RLIMIT_NPROC", hard: 128, soft: 128 },
        { type: "RLIMIT_CORE", hard: 0, soft: 0 },
        { type: "RLIMIT_FSIZE", hard: filesBytes, soft: filesBytes }
      ],
      noNewPrivileges: true,
      // Where the machine runs out of memory, a program goes before the server.
      oomScoreAdj: 1_000
    },
    root: { path: rootFolder, readonly: true },
    mounts: [
      ...sharedFolders.map((name) => readOnly(`/usr/${name}`, `/usr/${name}`)),
      // Not its folder: that of a Node in /usr/local has what a person installed.
      readOnly(join(nodeFolder, "bin", "node"), "/opt/node/bin/node"),
      tmpfs("/tmp", "1777"),
      tmpfs("/home/run", "0777"),
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs" }
    ],
    linux: {
      namespaces: ["pid", "mount", "ipc", "uts", "network"].map((type) => ({ type })),
      ...(cgroup !== undefined && {
        cgroupsPath: cgroup,
        // Its memory is bounded by the group above.
        resources: { pids: { limit: containerLimits.tasks } }
      })
    }
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "config.json"), JSON.stringify(configuration))
}
