/** Prints the same in every fresh interpreter; what a run leaves behind shows in it. */
const python = `
import builtins, gc, json, os, random, sys, threading
def tree(path):
    return sorted(entry.path for entry in os.scandir(path)) if os.path.isdir(path) else None
def names(module):
    return sorted((name, type(value).__name__) for name, value in list(vars(module).items()) if name != "__warningregistry__")
digest = json.dumps([(name, names(module)) for name, module in sorted(sys.modules.items()) if module and hasattr(module, "__dict__")])
types = json.dumps([(t.__name__, sorted(vars(t))) for t in (object, int, str, list, dict, type, BaseException)])
sum(i * i for i in range(20000))
def writable(mode):
    with open("/tmp/mode", "w") as file: os.chmod("/tmp/mode", mode)
    try: open("/tmp/mode", "w").close()
    except OSError as error: return error.errno
    finally: os.unlink("/tmp/mode")
    return 0
print(json.dumps({
    "modes": [writable(mode) for mode in (0o600, 0o400)], "globals": sorted(globals()), "builtins": len(dir(builtins)), "path": sys.path, "environment": dict(os.environ),
    "files": [tree(p) for p in ("/", "/tmp", "/home", "/home/user", "/lib", "/dev")], "cwd": os.getcwd(),
    "limit": sys.getrecursionlimit(), "threads": threading.active_count(), "gc": [gc.isenabled(), gc.get_threshold(), len(gc.callbacks)],
    "hooks": [sys.excepthook is sys.__excepthook__, sys.gettrace(), sys.getprofile(), len(sys.meta_path), len(sys.path_hooks)],
    "streams": [sys.stdin.fileno(), sys.stdout.fileno(), sys.stderr.fileno()], "modules": len(sys.modules),
    "digest": __import__("zlib").crc32(digest.encode()), "types": __import__("zlib").crc32(types.encode())
}, sort_keys=True))
sys.stderr.write("e\\n")
`

const javascript = `
const seen = new Map()
const lines = []
const walk = (value, path) => {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    lines.push(path + "=" + typeof value + (typeof value === "string" || typeof value === "number" ? String(value).slice(0, 40) : ""))
    return
  }
  if (seen.has(value)) { lines.push(path + "->" + seen.get(value)); return }
  seen.set(value, path)
  const proto = Object.getPrototypeOf(value)
  lines.push(path + ":" + typeof value + Object.isExtensible(value))
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    const name = path + "." + String(key) + [descriptor.writable, descriptor.enumerable, descriptor.configurable].map(Number)
    if ("value" in descriptor) walk(descriptor.value, name)
    else { walk(descriptor.get, name + "#get"); walk(descriptor.set, name + "#set") }
  }
  walk(proto, path + "^")
}
walk(globalThis, "")
let sum = 0
for (let i = 0; i < 20000; i++) sum += i * i
let hash = 0
for (const line of lines) for (let i = 0; i < line.length; i++) hash = (hash * 31 + line.charCodeAt(i)) | 0
console.log(lines.length, hash, sum)
console.error("e")
`

const lua = `
local seen, lines = {}, {}
local function walk(value, path)
  if type(value) ~= "table" then lines[#lines + 1] = path .. "=" .. (type(value) == "function" and "f" or tostring(value)) return end
  if seen[value] then return end
  seen[value] = true
  local keys = {}
  for key in next, value do keys[#keys + 1] = tostring(key) end
  table.sort(keys)
  lines[#lines + 1] = path .. ":" .. table.concat(keys, ",")
  for _, key in ipairs(keys) do if rawget(value, key) ~= nil then walk(rawget(value, key), path .. "." .. key) end end
end
walk({ _G, getmetatable(""), package.path, collectgarbage("isrunning"), debug.gethook() == nil }, "")
local sum = 0
for i = 1, 20000 do sum = sum + i * i end
local text = table.concat(lines, "\\n"):gsub("userdata: 0x%x+", ""):gsub("file %(0x%x+%)", "")
local hash = 0
for i = 1, #text do hash = (hash * 31 + text:byte(i)) & 0xffffffff end
print(#lines, hash, sum, io.open("left") == nil, os.getenv("HOME"))
io.stderr:write("e\\n")
`

const sql = `
select name, file from pragma_database_list;
select count(*) from sqlite_schema;
select group_concat(name) from pragma_function_list;
select foreign_keys from pragma_foreign_keys;
with recursive c(x) as (select 1 union all select x + 1 from c where x < 20000) select sum(x * x) from c;
`

const ruby = `
modules = ObjectSpace.each_object(Module).select(&:name).sort_by(&:name)
names = modules.map { |m| [m.name, m.instance_methods(false).sort, m.singleton_methods(false).sort, m.constants(false).sort] }
sum = 0
20000.times { |i| sum += i * i }
puts names.size, names.inspect.sum(32), sum, global_variables.sort.inspect.sum(32), Dir.pwd, Dir.children(".").sort.inspect,
  ENV.to_h.inspect, ARGV.inspect, $LOAD_PATH.size, $LOADED_FEATURES.size, ObjectSpace.each_object(IO).count, Signal.trap("INT", "DEFAULT").inspect
$stderr.puts "e"
`

/** What each language's canary writes to stderr, to show that the stream is there; SQL has none to write to. */
export const canaryStderr = (language: keyof typeof canaries): string => (language === "sql" ? "" : "e\n")

export const canaries = { python, javascript, lua, sql, ruby } as const
