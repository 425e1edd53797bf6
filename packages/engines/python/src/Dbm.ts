import front from "./guest/dbm/__init__.py"
import dumb from "./guest/dbm/dumb.py"
import sqlite from "./guest/dbm/sqlite3.py"

/**
 * The package `dbm`, which Pyodide leaves out and `shelve` needs: databases in SQLite, the default since Python 3.13, and in the two text and
 * data files of `dbm.dumb`. The layouts of the files are those of CPython, so that files made elsewhere can be read. File to text, within a
 * folder that modules are looked for in.
 */
export const dbm: Readonly<Record<string, string>> = {
  "dbm/__init__.py": front,
  "dbm/sqlite3.py": sqlite,
  "dbm/dumb.py": dumb
}
