/** Where the harness leaves what a program died of. */
export const reportPath = "/dev/shm/report"

/** Classes of the errors of a program that was refused memory, or room for files. */
export const memoryErrorName = "NoMemoryError"
export const noSpaceErrorName = "Errno::ENOSPC"

/**
 * Runs in the interpreter before its image is taken: loads what most programs use, and goes where their files will be. Standard
 * streams write at once, so that output leaves as it is printed.
 */
const preparationSource = String.raw`
$stdout.sync = $stderr.sync = true
$stdout.set_encoding("UTF-8"); $stderr.set_encoding("UTF-8"); $stdin.set_encoding("UTF-8")
Encoding.default_external = "UTF-8"
%w[set json stringio time].each { |name| require name }
module Kernel
  # The C library of the build tells of success where it started nothing.
  def system(*, exception: false, **)
    raise NotImplementedError, "system() function is unimplemented on this machine" if exception
    nil
  end
  def spawn(*, **) = raise(NotImplementedError, "spawn() function is unimplemented on this machine")
  module_function :system, :spawn
end
def Process.spawn(...) = Kernel.spawn(...)
Dir.chdir("/home/user")
GC.start
nil
`

/**
 * Runs the main file and answers its exit code. Blocks of \`at_exit\` are kept here: the module has no function by which Ruby's own end
 * of a program could be run. Frames of this text are taken out of traces.
 */
const source = String.raw`
-> do
  blocks = []
  Kernel.send(:define_method, :at_exit) do |&block|
    raise ArgumentError, "called without block" if block.nil?
    blocks.push(block)
    block
  end
  Kernel.send(:module_function, :at_exit)
  main = File.read("main.rb", encoding: "UTF-8")
  # END at the start of a line is at_exit in other words, and has no method that could be replaced.
  replaced = main.gsub(/^(\s*)END(\s*\{)/, "\\1at_exit\\2")
  File.write("main.rb", replaced) if replaced != main
  if (cut = main.index(/^__END__\r?$/))
    data = File.open("main.rb", encoding: "UTF-8")
    data.seek(replaced.byteindex("\n", replaced.byteindex(/^__END__\r?$/))&.+(1) || replaced.bytesize)
    Object.const_set(:DATA, data)
  end
  $0 = $PROGRAM_NAME = "main.rb"
  srand

  ours = "<sandbox>"
  clean = lambda do |error|
    seen = {}.compare_by_identity
    while error && !seen[error]
      seen[error] = true
      trace = error.backtrace
      if trace
        inside = ->(line) { line.start_with?(ours) }
        whole = trace.take((trace.rindex(&inside) || trace.size) + 1)
        error.set_backtrace(whole.drop_while(&inside).take_while { |line| !inside.call(line) })
      end
      error = error.cause
    end
  end
  show = lambda do |error|
    clean.call(error)
    begin
      message = error.message.to_s
      # What has no trace is told to come from here.
      text = error.full_message(highlight: false, order: :top).sub(/\A<sandbox>:\d+:in '[^']*': /, "")
    rescue Exception
      message = "the error cannot be shown"
      text = "#{error.class}: #{message}\n"
    end
    $stderr.write(text) rescue nil
    place = (error.backtrace || []).find { |line| line.start_with?("main.rb:") } || (SyntaxError === error ? message : "")
    line = place[/main\.rb:(\d+)/, 1].to_i
    File.binwrite("/dev/shm/report", [error.class.to_s, line.to_s, message[0, 2000]].join("\0")) rescue nil
    1
  end

  code = 0
  failure = nil
  note = lambda do |error|
    if SystemExit === error
      code = error.status
      failure = nil
    else
      code = 1
      failure = error
    end
  end
  leave = lambda do
    until blocks.empty?
      begin
        blocks.pop.call
      rescue Exception => error
        show.call(failure) if failure && !(SystemExit === error)
        note.call(error)
      end
    end
  end
  begin
    RubyVM::InstructionSequence.compile_file("main.rb").eval
  rescue Exception => error
    note.call(error)
    leave.call
  else
    leave.call
  end
  show.call(failure) if failure
  begin
    $stdout.flush
  rescue Exception
  end
  code
end
`

/** A literal of Ruby; `#` would begin an interpolation. */
const literal = (text: string): string => JSON.stringify(text).replaceAll("#", "\\#")

/** Evaluates a text under the name that is taken out of traces. */
const evaluated = (text: string): string => `eval(${literal(text)}, nil, "<sandbox>")`

export const preparation = evaluated(preparationSource)

/** What to evaluate to run the main file with some arguments. */
export const harness = (args: ReadonlyArray<string>): string =>
  `ARGV.replace([${args.map(literal).join(", ")}]); ${evaluated(source)}.call`
