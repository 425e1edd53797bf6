const folderBits = 0o040000
const fileBits = 0o100000

class Kind {
  isBlockDevice() {
    return false
  }
  isCharacterDevice() {
    return false
  }
  isFIFO() {
    return false
  }
  isSocket() {
    return false
  }
  isSymbolicLink() {
    return false
  }
}

class Stats extends Kind {
  constructor(isFolder, size, mtimeMs) {
    super()
    Object.assign(this, {
      dev: 0,
      mode: isFolder ? folderBits | 0o755 : fileBits | 0o644,
      nlink: 1,
      uid: 1000,
      gid: 1000,
      rdev: 0,
      blksize: 4096,
      ino: 0,
      size,
      blocks: Math.ceil(size / 512),
      atimeMs: mtimeMs,
      mtimeMs,
      ctimeMs: mtimeMs,
      birthtimeMs: mtimeMs
    })
    for (const name of ["atime", "mtime", "ctime", "birthtime"]) this[name] = new Date(mtimeMs)
  }
  isDirectory() {
    return (this.mode & 0o170000) === folderBits
  }
  isFile() {
    return (this.mode & 0o170000) === fileBits
  }
}

class Dirent extends Kind {
  #isFolder
  constructor(name, parentPath, isFolder) {
    super()
    this.name = name
    this.parentPath = parentPath
    this.#isFolder = isFolder
  }
  isDirectory() {
    return this.#isFolder
  }
  isFile() {
    return !this.#isFolder
  }
}

module.exports = { Stats, Dirent }
