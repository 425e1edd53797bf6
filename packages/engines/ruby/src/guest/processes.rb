# What needs a process or a thread says so, and what to do. The C library of the build has neither, and says "string contains null byte", or
# tells of success where it started nothing.
module Kernel
  # nil is what it answers for a command that is not there.
  def system(*, exception: false, **)
    Process.refuse("system") if exception
    $stderr.write("system: programs start no processes here\n")
    nil
  end

  def spawn(*, **) = Process.refuse("spawn")
  def fork = Process.refuse("fork")
  def exec(*, **) = Process.refuse("exec")
  def `(_command) = Process.refuse("`")
  module_function :system, :spawn, :fork, :exec, :`
end

class << Process
  def refuse(name)
    raise NotImplementedError, "#{name}() function is unimplemented on this machine: programs start no processes here"
  end
  def spawn(*, **) = refuse("spawn")
  def fork = refuse("fork")
  def exec(*, **) = refuse("exec")
  def daemon(*) = refuse("daemon")
end

class << IO
  def popen(*, **) = Process.refuse("popen")
  def pipe(*, **) = Process.refuse("pipe")
end

class File
  # Nobody else has the file.
  def flock(_operation) = 0
end

class << Thread
  def new(*, **)
    raise NotImplementedError, "threads cannot be started here: do the work in its order, or take turns by Fiber"
  end
  def start(*, **) = new
  def fork(*, **) = new
end

class << Ractor
  def new(*, **)
    raise NotImplementedError, "ractors cannot be started here: do the work in its order, or take turns by Fiber"
  end
end

module Timeout
  def timeout(seconds, *, **)
    return yield(seconds) if seconds.nil? || seconds.zero?
    raise NotImplementedError, "a timeout needs a thread, and none can be started here: the run has a time limit of its own"
  end
  module_function :timeout
end
nil
