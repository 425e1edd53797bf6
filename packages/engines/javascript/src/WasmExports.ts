/** The exports of the QuickJS module that are used. Addresses are numbers; booleans are 0 or 1. */
export interface WasmExports {
  readonly memory: WebAssembly.Memory
  readonly __stack_pointer: WebAssembly.Global
  readonly __indirect_function_table: WebAssembly.Table
  readonly malloc: (size: number) => number
  readonly _initialize: () => void
  readonly qjs_init: () => number
  readonly qjs_get_quickjs_version: () => number
  readonly qjs_get_runtime_ptr: () => number
  readonly qjs_get_context_ptr: () => number
  readonly qjs_set_runtime_and_context: (runtime: number, context: number) => void
  readonly qjs_set_interrupt_handler: (enabled: number) => void
  readonly qjs_set_promise_rejection_handler: (enabled: number) => void
  readonly qjs_set_module_loader: (enabled: number) => void
  readonly qjs_set_memory_limit: (bytes: number) => void
  readonly qjs_set_max_stack_size: (bytes: number) => void
  readonly qjs_run_gc: () => void
  readonly qjs_compute_memory_usage: (out: number) => void
  readonly JS_UpdateStackTop: (runtime: number) => void
  readonly qjs_eval: (code: number, length: number, filename: number, flags: number) => number
  readonly qjs_compile: (
    code: number,
    length: number,
    filename: number,
    flags: number,
    compileFlags: number,
    lengthOut: number
  ) => number
  readonly qjs_eval_bytecode: (address: number, length: number) => number
  readonly qjs_call: (callee: number, self: number, count: number, list: number) => number
  readonly qjs_is_exception: (value: number) => number
  readonly qjs_get_exception: () => number
  readonly qjs_throw: (value: number) => void
  readonly qjs_new_error: () => number
  readonly qjs_get_global: () => number
  readonly qjs_get_undefined: () => number
  readonly qjs_get_prop_string: (value: number, name: number) => number
  readonly qjs_set_prop_string: (value: number, name: number, to: number) => number
  readonly qjs_define_prop_string: (value: number, name: number, to: number, flags: number) => number
  readonly qjs_new_host_function: (name: number, length: number, arity: number) => number
  readonly qjs_new_string: (address: number, length: number) => number
  readonly qjs_new_number: (value: number) => number
  readonly qjs_new_uint8_array: (address: number, length: number) => number
  readonly qjs_dup_value: (value: number) => number
  readonly qjs_free_value: (value: number) => void
  readonly qjs_is_number: (value: number) => number
  readonly qjs_is_bool: (value: number) => number
  readonly qjs_get_bool: (value: number) => number
  readonly qjs_promise_mark_as_handled: (promise: number) => void
  readonly qjs_is_string: (value: number) => number
  readonly qjs_is_object: (value: number) => number
  readonly qjs_is_proxy: (value: number) => number
  readonly qjs_is_promise: (value: number) => number
  readonly qjs_get_float64: (value: number) => number
  readonly qjs_get_string_len: (value: number, lengthOut: number) => number
  readonly qjs_free_cstring: (address: number) => void
  readonly qjs_get_class_name: (value: number) => number
  readonly qjs_get_proxy_target: (value: number) => number
  readonly qjs_promise_state: (value: number) => number
  readonly qjs_promise_result: (value: number) => number
  readonly qjs_get_value_ptr: (value: number) => number
  readonly qjs_get_typed_array_buffer: (value: number, offsetOut: number, lengthOut: number, sizeOut: number) => number
  readonly qjs_get_array_buffer: (value: number, lengthOut: number) => number
  readonly qjs_is_job_pending: () => number
  readonly qjs_execute_pending_job: () => number
  readonly wasm_malloc: (size: number) => number
  readonly wasm_free: (address: number) => void
}
