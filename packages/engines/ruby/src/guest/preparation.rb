$stdout.sync = $stderr.sync = true
$stdout.set_encoding("UTF-8"); $stderr.set_encoding("UTF-8"); $stdin.set_encoding("UTF-8")
Encoding.default_external = "UTF-8"
%w[set json stringio time timeout].each { |name| require name }
Dir.chdir("/home/user")
nil
