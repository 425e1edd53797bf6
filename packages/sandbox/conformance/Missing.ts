/** What the standard library lacks here, in Markdown. */
export const missing = `### What is missing of the standard library

- **No other process, thread, socket or terminal.** \`subprocess\`, \`multiprocessing\`, \`threading\` and \`socket\` can be imported; starting a
  process or a thread and opening a socket fail with the errors that Python programmers know. \`curses\`, \`readline\`, \`pty\`,
  \`resource\`, \`syslog\`, \`pwd\` and \`grp\` are missing, and \`ssl\` has nothing to talk to.
- **No window**: \`tkinter\`, \`turtle\`, \`idlelib\`.
- **No memory addresses**: \`ctypes\`.
- **No packages**: \`pip\`, \`venv\` and \`ensurepip\` are missing, and so is everything that is installed with them. The import of such a module
  says why.
- **No OpenSSL**: \`hashlib\` has what CPython brings itself, and \`pbkdf2_hmac\` of ours; \`hashlib.scrypt\` is missing and says so.
- \`dbm\` is the sandbox's own (SQLite and \`dbm.dumb\`): Pyodide leaves the package out. \`dbm.gnu\` and \`dbm.ndbm\` are missing.
- \`pydoc_data\`, the topics of \`help("if")\`, and CPython's own tests are left out of Pyodide's build.
`
