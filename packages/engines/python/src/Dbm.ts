import front from "./guest/dbm/__init__.py"
import dumb from "./guest/dbm/dumb.py"
import sqlite from "./guest/dbm/sqlite3.py"

/**
 * The package `dbm`, which Pyodide omits and `shelve` needs: databases in SQLite, the default since Python 3.13, and in the text and data
 * files of `dbm.dumb`. The file formats are CPython's, so that files created elsewhere can be read. Maps paths, within a folder of the
 * module search path, to sources.
 */
export const dbm: Readonly<Record<string, string>> = {
  "dbm/__init__.py": front,
  "dbm/sqlite3.py": sqlite,
  "dbm/dumb.py": dumb
}
