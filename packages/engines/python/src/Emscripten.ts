/** The parts of Emscripten's JavaScript file system that this engine uses; Pyodide has no types for them. */
export interface FileNode {
  id: number
  name: string
  mode: number
  parent: FileNode
  /** Folders: names to nodes. Files: the bytes with spare capacity, or nothing yet. Links: unused. */
  contents: Record<string, FileNode> | Uint8Array | Array<number> | null | undefined
  usedBytes: number
  link: string | undefined
  /** Shared by both ends of a pipe; its buckets are released when both are closed. */
  pipe?: { readonly buckets: ReadonlyArray<unknown> | null }
  mounted: unknown
  name_next: FileNode | undefined
  node_ops: unknown
  stream_ops: unknown
  atime: unknown
  mtime: unknown
  ctime: unknown
}

export interface FileStream {
  fd: number
  node: FileNode
  path: string
  /** The names of a folder that is being listed. */
  getdents?: ReadonlyArray<string> | null
  position: number
  flags: number
  stream_ops: unknown
}

export interface EmscriptenFS {
  root: FileNode
  FSNode: new () => object
  MAX_OPEN_FDS: number
  streams: Array<FileStream | null | undefined>
  nameTable: Array<FileNode | undefined>
  currentPath: string
  ignorePermissions: boolean
  nextInode: number
  isDir: (mode: number) => boolean
  getStream: (fd: number) => FileStream | null | undefined
  mkdirTree: (path: string) => void
  chdir: (path: string) => void
  writeFile: (path: string, content: Uint8Array | string) => void
  readFile: (path: string, options?: object) => Uint8Array
  createNode: (parent: FileNode, name: string, mode: number, device: number) => FileNode
  lookupPath: (path: string, options?: object) => { readonly node: FileNode }
  unlink: (path: string) => void
  makedev: (major: number, minor: number) => number
  registerDevice: (device: number, operations: unknown) => void
  mkdev: (path: string, device: number) => void
  open: (path: string, flags: number) => FileStream
  read: (stream: FileStream, buffer: Uint8Array, offset: number, length: number) => number
  close: (stream: FileStream) => void
  closeStream: (descriptor: number) => void
  ErrnoError: new (errno: number) => object
}

/** Emscripten's file system in memory. */
interface MemoryFileSystem {
  readonly node_ops: { readonly getattr: unknown }
  readonly stream_ops: { readonly llseek: unknown }
}

export interface EmscriptenModule {
  FS: EmscriptenFS
  MEMFS: MemoryFileSystem
  HEAP8: Int8Array
  HEAPU8: Uint8Array
  HEAPU32: Uint32Array
  _Py_EMSCRIPTEN_SIGNAL_HANDLING: number
}

/** A pointer into the interpreter's linear memory. */
export type Pointer = number

/** The functions of CPython and of its C library that are called from here, all exported by the stock build. */
export interface PythonExports {
  readonly memory: WebAssembly.Memory
  readonly __indirect_function_table: WebAssembly.Table
  readonly malloc: (size: number) => Pointer
  readonly sbrk: (increment: number) => Pointer
  readonly _emscripten_stack_restore: (pointer: Pointer) => void
  readonly emscripten_stack_get_current: () => Pointer
  readonly emscripten_stack_get_base: () => Pointer
  readonly PyThreadState_Get: () => Pointer
  readonly PyUnstable_ThreadState_SetStackProtection: (thread: Pointer, start: Pointer, size: number) => number
  readonly PyRun_SimpleString: (source: Pointer) => number
  readonly PySys_GetObject: (name: Pointer) => Pointer
  readonly PyTuple_GetItem: (tuple: Pointer, index: number) => Pointer
  readonly Py_IncRef: (object: Pointer) => void
  readonly PyObject_CallNoArgs: (callable: Pointer) => Pointer
  readonly PyObject_CallOneArg: (callable: Pointer, argument: Pointer) => Pointer
  readonly PyEval_EvalCode: (code: Pointer, globals: Pointer, locals: Pointer) => Pointer
  readonly PyObject_Type: (object: Pointer) => Pointer
  readonly PyExceptionClass_Name: (type: Pointer) => Pointer
  readonly PyErr_GetRaisedException: () => Pointer
  readonly PyTuple_Size: (tuple: Pointer) => number
  readonly PyDict_SetItem: (dictionary: Pointer, key: Pointer, value: Pointer) => number
  readonly PyUnicode_AsUTF8: (text: Pointer) => Pointer
}
