import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** What a container sees of this machine's `/usr`, read-only. No `/usr/local`: what a person installed there may be private. */
export const sharedFolders = ["bin", "include", "lib", "lib32", "lib64", "libexec", "share"].filter((name) =>
  existsSync(`/usr/${name}`)
)

/** Of this machine's `/etc`: where programs are by their general names, where libraries are, and settings without which one does not start. */
const sharedSettings = /^(?:alternatives|ld\.so\.cache|java-\d+-openjdk|php|R|fpc.*\.cfg|fonts|matplotlibrc)$/

const ownSettings: Readonly<Record<string, string>> = {
  passwd: "root:x:0:0::/root:/usr/sbin/nologin\nrunner:x:1000:1000::/home/run:/bin/sh\n",
  group: "root:x:0:\nrunner:x:1000:\n",
  hosts: "127.0.0.1 localhost\n",
  hostname: "glissade\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
  localtime: "",
  "os-release": 'NAME="Glissade"\nID=glissade\n'
}

/** Makes the root folder of all containers, which is read-only to them: empty folders to mount on, an `/etc` of ours, the guest programs. */
export const makeRootFolder = (root: string, guestFolder: string): void => {
  rmSync(root, { recursive: true, force: true })
  for (const folder of ["etc", "proc", "dev", "tmp", "home/run", "opt/node/bin", "root"]) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  for (const name of sharedFolders) mkdirSync(join(root, "usr", name), { recursive: true })
  for (const name of ["bin", "lib", "lib32", "lib64"]) {
    if (sharedFolders.includes(name)) symlinkSync(`usr/${name}`, join(root, name))
  }
  for (const name of readdirSync("/etc")) {
    if (sharedSettings.test(name)) {
      cpSync(join("/etc", name), join(root, "etc", name), { recursive: true, verbatimSymlinks: true })
    }
  }
  for (const [name, text] of Object.entries(ownSettings)) writeFileSync(join(root, "etc", name), text)
  writeFileSync(join(root, "opt/node/bin/node"), "")
  cpSync(guestFolder, join(root, "glissade"), { recursive: true })
}
