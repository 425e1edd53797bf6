# The gems that come with Ruby are in the build, and RubyGems, which would find them, does not start there.
gems = Dir.glob("/usr/local/lib/ruby/gems/*/gems/*").select { |folder| Dir.exist?("#{folder}/lib") }
$LOAD_PATH.concat(gems.map { |folder| "#{folder}/lib" })
# test-unit loads what runs tests in processes, and with it sockets, before it knows that nobody asked for it.
$LOADED_FEATURES.concat(Dir.glob("/usr/local/lib/ruby/gems/*/gems/test-unit-*/lib/test/unit/test-suite-process-runner.rb"))
names = Dir.glob("/usr/local/lib/ruby/gems/*/gems/*").to_h { |folder| [File.basename(folder)[/.*(?=-)/], true] }

module Kernel
  private def gem(name, *)
    return true if Gem.const_get(:BUNDLED)[name]
    raise LoadError, "Could not find the gem '#{name}': gems cannot be installed here"
  end
end
Gem.const_set(:BUNDLED, names.freeze)
Gem.private_constant(:BUNDLED)

# What `require` says beside its own words. The path is that of the file that was not found.
words = {
  "bigdecimal" => "it is written in C and not part of this build; Rational is exact as well (0.1r)",
  "io/console" => "there is no terminal here; what the program reads is the run's input",
  "socket" => "programs have no network",
  "fiddle" => "programs have no access to memory addresses",
  "pty" => "programs start no processes here"
}
same = { "bigdecimal/util" => "bigdecimal", "readline" => "io/console", "reline" => "io/console", "io/wait" => "io/console" }
LoadError.define_method(:to_s) do
  text = super()
  next text unless path.is_a?(String) && text == "cannot load such file -- #{path}" && !path.start_with?(".", "/")
  reason = words[same.fetch(path, path)]
  reason ||= "gems cannot be installed here, and no file of the program has that name"
  "#{text}: #{reason}"
end
nil
