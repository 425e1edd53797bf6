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
