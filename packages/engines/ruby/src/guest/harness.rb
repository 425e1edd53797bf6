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

  ours = "<internal:sandbox>"
  # The lowest frame of a trace is this file's; what is above it is the program's.
  clean = lambda do |error|
    seen = {}.compare_by_identity
    while error && !seen[error]
      seen[error] = true
      trace = error.backtrace
      error.set_backtrace(trace.reject { |line| line.start_with?(ours) }) if trace
      error = error.cause
    end
  end
  show = lambda do |error|
    clean.call(error)
    begin
      message = error.message.to_s
      # What has no trace is told to come from here.
      text = error.full_message(highlight: false, order: :top).sub(/\A<internal:sandbox>:\d+:in '[^']*': /, "")
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
  leave = lambda do
    until blocks.empty?
      begin
        blocks.pop.call
      rescue SystemExit => error
        code = error.status
        failure = nil
      rescue Exception => error
        code = show.call(error)
      end
    end
  end
  begin
    RubyVM::InstructionSequence.compile_file("main.rb").eval
  rescue SystemExit => error
    code = error.status
    leave.call
  rescue Exception => error
    code = 1
    failure = error
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
