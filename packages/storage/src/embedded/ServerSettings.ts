/** Memory of all processes together stays below 60 MB. */
const memory = {
  shared_buffers: "12MB",
  max_connections: "20",
  work_mem: "2MB",
  maintenance_work_mem: "16MB",
  autovacuum_work_mem: "4MB",
  huge_pages: "off",
  jit: "off"
}

/** Few processes: reads by the process that wants them, one cleaner of tables, nothing in parallel, no replication. */
const processes = {
  io_method: "sync",
  autovacuum: "on",
  autovacuum_max_workers: "1",
  autovacuum_worker_slots: "1",
  max_worker_processes: "0",
  max_parallel_workers: "0",
  max_parallel_workers_per_gather: "0",
  max_parallel_maintenance_workers: "0",
  max_logical_replication_workers: "0",
  max_wal_senders: "0",
  wal_level: "minimal"
}

/** What is acknowledged is on the disk, and the journal stays small on it. */
const disk = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_wal_size: "256MB",
  min_wal_size: "32MB",
  temp_file_limit: "1GB"
}

/** Its log says how the server itself fares. It never has a statement, a value, or a name that somebody chose. */
const log = {
  log_destination: "stderr",
  logging_collector: "off",
  log_line_prefix: "",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_statement: "none",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  log_min_duration_statement: "-1",
  log_autovacuum_min_duration: "-1",
  log_temp_files: "-1",
  log_checkpoints: "off",
  log_connections: "",
  log_lock_waits: "off",
  log_timezone: "UTC"
}

const inFolderList = (path: string): string => `"${path.replaceAll('"', '""')}"`

const line = ([name, value]: readonly [string, string]): string => `${name} = '${value.replaceAll("'", "''")}'\n`

/** The port that is part of a socket's name. */
export const port = 5_432

/** The text of the server's configuration. It listens on a Unix socket in this folder and on nothing else. */
export const serverSettings = (socketFolder: string, isOpenToGroup: boolean): string => {
  const settings = {
    listen_addresses: "",
    unix_socket_directories: inFolderList(socketFolder),
    unix_socket_permissions: isOpenToGroup ? "0770" : "0700",
    port: String(port),
    password_encryption: "scram-sha-256",
    timezone: "UTC",
    default_text_search_config: "pg_catalog.english",
    ...memory,
    ...processes,
    ...disk,
    ...log
  }
  return Object.entries(settings).map(line).join("")
}
