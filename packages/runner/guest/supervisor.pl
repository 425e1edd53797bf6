# The first process of a container. It starts a language's interpreter ahead of time, takes one program from the runner, compiles and runs
# it, and passes on what it writes. Perl, because every Debian has it.
#
# Frames, both ways: a byte that names the kind, four bytes of length (big endian), the payload.
# From the runner: W C X (command lines, their words split by NUL), L (end of the commands) and P (answered when restored), then for the run
# M (main file), A (argument), F (name, NUL, content), I (input), N (more input comes while it runs, with words NAME=value of the run's
# environment) and G (go). After N, I and E (end of the input) may come during the run.
# To the runner: w (warm), S (a stage begins), o e (output), i (the program waits for input, with the number of pieces that it was given until
# then), g (it goes on by itself), x (a stage's end), a (picture), z (end).
use strict;
use warnings;
use Fcntl qw(F_SETFL O_NONBLOCK O_WRONLY);
use POSIX ();

my $folder = "/home/run";
my $maximum_picture_bytes = 750_000;
my $maximum_pictures = 100;
my $first_look = 0.03;
my %environment = (PATH => "/opt/node/bin:/usr/bin:/bin", HOME => $folder, LANG => "C.UTF-8", TMPDIR => "/tmp", PYTHONDONTWRITEBYTECODE => "1");
$SIG{PIPE} = "IGNORE";
# The runner reads little of this process's own stderr: a warning must not block it.
$SIG{__WARN__} = sub { };
# What the program is given, as far as it has not been passed on, and whether more may come while it runs.
my ($input, $is_fed, $is_interactive, $pieces) = ("", 0, 0, 0);
my $main;
# How a process ended that was waited for while it was looked at.
my %reaped;

# What the runner itself was started with may have come along: bubblewrap passes on all that is open.
if (opendir(my $open, "/proc/self/fd")) {
  my @numbers = grep { /^\d+$/ && $_ > 2 } readdir $open;
  closedir $open;
  POSIX::close($_) for @numbers;
}

sub send_frame {
  my ($kind, $payload) = @_;
  my $bytes = pack("aN", $kind, length $payload) . $payload;
  my $sent = 0;
  while ($sent < length $bytes) {
    my $count = syswrite(STDOUT, $bytes, length($bytes) - $sent, $sent);
    next if !defined $count && $!{EINTR};
    POSIX::_exit(1) if !defined $count;
    $sent += $count;
  }
}

sub read_exactly {
  my ($length) = @_;
  my $bytes = "";
  while (length $bytes < $length) {
    my $count = sysread(STDIN, $bytes, $length - length $bytes, length $bytes);
    next if !defined $count && $!{EINTR};
    POSIX::_exit(0) if !$count;
  }
  return $bytes;
}

sub read_frame {
  my ($kind, $length) = unpack("aN", read_exactly(5));
  return ($kind, read_exactly($length));
}

sub make_pipe {
  pipe(my $from, my $to) or die "no pipe: $!";
  return ($from, $to);
}

# Starts a command with pipes for its streams; a warm one has a pipe for its orders (3) and one that says that it is ready (4) besides.
sub start_command {
  my ($command, $extra, $is_warm) = @_;
  my ($stdin, $input) = make_pipe();
  my ($output, $stdout) = make_pipe();
  my ($errors, $stderr) = make_pipe();
  my ($order, $orders) = make_pipe();
  my ($ready, $is_ready) = make_pipe();
  my $pid = fork();
  die "no process: $!" if !defined $pid;
  if ($pid == 0) {
    $SIG{PIPE} = "DEFAULT";
    my @wanted = map { fileno $_ } $stdin, $stdout, $stderr, $order, $is_ready;
    # To high numbers first: one of the pipes may have a number that another is to get.
    POSIX::dup2($wanted[$_], 30 + $_) for 0 .. 4;
    POSIX::dup2(30 + $_, $_) for 0 .. ($is_warm ? 4 : 2);
    POSIX::close(30 + $_) for 0 .. 4;
    POSIX::setsid();
    %ENV = (%environment, %$extra);
    { no warnings; exec { $command->[0] } @$command; }
    print STDERR "$command->[0] could not be started: $!\n";
    POSIX::_exit(127);
  }
  close $_ for $stdin, $stdout, $stderr, $order, $is_ready;
  return { pid => $pid, input => $input, output => $output, errors => $errors, orders => $orders, ready => $ready };
}

# The words of a command; one like *.c stands for the main file and the others beside it that have its ending.
sub with_sources {
  return map {
    my ($ending) = /^\*(\.\w+)$/;
    my @others = $ending ? sort grep { /\Q$ending\E$/ && $_ ne $main } glob "*" : ();
    $ending ? ($main, map { /^-/ ? "./$_" : $_ } @others) : $_
  } @_;
}

# Takes what the runner sends during a run.
sub take_input {
  my ($kind, $payload) = read_frame();
  return if !$is_fed;
  if ($kind eq "I") { $input .= $payload; $pieces++ }
  elsif ($kind eq "E") { $is_fed = 0 }
}

# Passes on output and input until the process has ended, ends all that it left behind, and says how it ended.
sub follow {
  my ($process, $takes_input, $stage) = @_;
  my ($signal_read, $signal_write) = make_pipe();
  local $SIG{CHLD} = sub { syswrite($signal_write, "c") };
  my $to = $process->{input};
  my $stdin_link = readlink "/proc/self/fd/" . fileno $to;
  fcntl($to, F_SETFL, O_NONBLOCK | O_WRONLY);
  my %kinds = (fileno($process->{output}) => "o", fileno($process->{errors}) => "e");
  my %open = (fileno($process->{output}) => $process->{output}, fileno($process->{errors}) => $process->{errors});
  my $offset = 0;
  my $status;
  # Seconds without anything new after which it is looked whether the program waits for input.
  my ($quiet, $is_told) = ($first_look, 0);
  syswrite($signal_write, "c");
  while (%open || !defined $status) {
    my $rest = $takes_input ? length($input) - $offset : 0;
    if ($to && !$rest && !($takes_input && $is_fed)) { close $to; undef $to }
    my ($readable, $writable) = ("", "");
    vec($readable, $_, 1) = 1 for keys %open;
    vec($readable, fileno $signal_read, 1) = 1 if !defined $status;
    vec($readable, fileno STDIN, 1) = 1;
    vec($writable, fileno $to, 1) = 1 if $to && $rest;
    my $may_wait = $to && !$rest && !defined $status;
    my $count = select(my $can_read = $readable, my $can_write = $writable, undef, $may_wait ? $quiet : undef);
    next if $count < 0;
    if ($count == 0) {
      my $waits = $is_told ? sleeping_tasks() : !unread($to) && waits_for_input($stdin_link);
      if ($waits && !$is_told) {
        # What it wrote since the last look comes first.
        my $written = "";
        vec($written, $_, 1) = 1 for keys %open;
        next if select($written, undef, undef, 0) > 0;
      }
      if ($waits && !$is_told) { send_frame("i", $pieces) }
      if (!$waits && $is_told) { send_frame("g", "") }
      # Without a limit: a call that is begun anew at each look, with its own time limit, ends once the looks are further apart than that.
      $quiet = $waits ? 1 : $is_told ? $first_look : 2 * $quiet;
      $is_told = $waits ? 1 : 0;
      next;
    }
    if (vec($can_read, fileno STDIN, 1)) {
      # Without input it can only be the end, which means that the runner is gone.
      POSIX::_exit(1) if !$is_interactive;
      take_input();
      ($quiet, $is_told) = ($first_look, 0);
    }
    if (vec($can_read, fileno $signal_read, 1)) {
      sysread($signal_read, my $ignored, 64);
      while ((my $pid = waitpid(-1, POSIX::WNOHANG())) > 0) { $status = $? if $pid == $process->{pid} }
      $status //= $reaped{$process->{pid}};
      # All that the program left behind ends with it; its pipes end then, too.
      kill "KILL", -1 if defined $status;
    }
    if ($to && vec($can_write, fileno $to, 1)) {
      my $count = syswrite($to, $input, length($input) - $offset, $offset);
      $offset += $count if defined $count;
      if ($offset == length $input) { $input = ""; $offset = 0 }
      if (!defined $count && !$!{EAGAIN} && !$!{EINTR}) { close $to; undef $to }
    }
    for my $number (grep { vec($can_read, $_, 1) } sort { $a <=> $b } keys %open) {
      my $count = sysread($open{$number}, my $bytes, 65_536);
      if ($count) {
        send_frame("g", "") if $is_told;
        send_frame($kinds{$number}, $bytes);
        ($quiet, $is_told) = ($first_look, 0);
      }
      elsif (defined $count || !$!{EINTR}) { close delete $open{$number} }
    }
  }
  if (!defined $status) {
    $status = $reaped{$process->{pid}};
    if (!defined $status) { waitpid($process->{pid}, 0); $status = $? }
    kill "KILL", -1;
  }
  1 while waitpid(-1, 0) > 0;
  send_frame("x", "$stage " . ($status >> 8) . " " . ($status & 127));
  return $status == 0;
}

# Numbers of x86-64: a program waits for input in one of these system calls, and ptrace is how a container of gVisor shows which.
my %reads = map { $_ => 1 } 0, 19, 275; # read, readv, splice
my %polls = map { $_ => 1 } 7, 271; # poll, ppoll
my %selects = map { $_ => 1 } 23, 270; # select, pselect6
my %epolls = map { $_ => 1 } 232, 281; # epoll_wait, epoll_pwait
my ($ptrace, $seize, $interrupt, $get_signal, $get_registers, $set_registers, $detach) = (101, 0x4206, 0x4207, 0x4202, 12, 13, 17);
# How a call ends that was interrupted and is not begun anew; the length of the instruction that makes a call; what `interrupt` stops with.
my ($interrupted, $instruction, $event_stop) = (-4, 2, 128);
my $any_task = 0x4000_0000;
my $fionread = 0x541b;

# The system call that a sleeping task is in: its number and arguments. Linux tells by a file; gVisor has none, so the task is stopped for a
# moment. It goes on with the same call: one that would fail for that (epoll_wait, sigtimedwait) is made again.
sub system_call {
  my ($pid, $task) = @_;
  if (open(my $file, "<", "/proc/$pid/task/$task/syscall")) {
    my @words = split / /, <$file> // "";
    no warnings "portable";
    return @words > 6 ? ($words[0], map { hex } @words[1 .. 6]) : ();
  }
  return if syscall($ptrace, $seize, $task, 0, 0) == -1;
  syscall($ptrace, $interrupt, $task, 0, 0);
  my $waited = waitpid($task, $any_task);
  my $ended = $?;
  my $registers = "\0" x 512;
  if (syscall($ptrace, $get_registers, $task, 0, $registers) == -1) {
    # It ended instead.
    $reaped{$task} = $ended if $waited == $task;
    return;
  }
  my @words = unpack "q17", $registers;
  my $information = "\0" x 128;
  syscall($ptrace, $get_signal, $task, 0, $information);
  my ($signal, undef, $code) = unpack "l3", $information;
  if ($code >> 8 == $event_stop) {
    $signal = 0;
    if ($words[10] == $interrupted) {
      substr($registers, 8 * 10, 8) = pack "q", $words[15];
      substr($registers, 8 * 16, 8) = pack "q", $words[16] - $instruction;
      syscall($ptrace, $set_registers, $task, 0, $registers);
    }
  }
  # A signal of the program's own that came instead is passed on.
  syscall($ptrace, $detach, $task, 0, $signal);
  return @words[15, 14, 13, 12, 7];
}

sub memory_of {
  my ($pid, $address, $length) = @_;
  open(my $memory, "<:raw", "/proc/$pid/mem") or return "";
  sysseek($memory, $address, 0) or return "";
  sysread($memory, my $bytes, $length);
  return $bytes // "";
}

# Whether a sleeping task waits for the program's input.
sub reads_input {
  my ($pid, $task, $stdin_link) = @_;
  my ($number, @arguments) = system_call($pid, $task);
  return 0 if !defined $number;
  my $is_input = sub { (readlink("/proc/$pid/fd/$_[0]") // "") eq $stdin_link };
  return $is_input->($arguments[0]) if $reads{$number};
  if ($polls{$number}) {
    my $count = $arguments[1] < 16 ? $arguments[1] : 16;
    my %polled = map { unpack "ls", $_ } unpack "(a8)*", memory_of($pid, $arguments[0], 8 * $count);
    return scalar grep { $polled{$_} & 1 && $is_input->($_) } keys %polled;
  }
  if ($selects{$number}) {
    return 0 if !$arguments[1];
    my $set = memory_of($pid, $arguments[1], 8);
    return scalar grep { vec($set, $_, 1) && $is_input->($_) } 0 .. 63;
  }
  # What is waited for cannot be seen. Who waits without end, and made its input ready for it, waits for that.
  return 0 if !$epolls{$number} || ($arguments[3] & 0xffff_ffff) != 0xffff_ffff || !$is_input->(0);
  open(my $file, "<", "/proc/$pid/fdinfo/0") or return 0;
  return scalar grep { /^flags:\s*([0-7]+)/ && oct($1) & O_NONBLOCK } <$file>;
}

# The tasks of the program, each with its process, if all of them sleep.
sub sleeping_tasks {
  opendir(my $processes, "/proc") or return;
  my @tasks;
  for my $pid (grep { /^\d+$/ && $_ != $$ } readdir $processes) {
    opendir(my $tasks, "/proc/$pid/task") or next;
    for my $task (grep { /^\d+$/ } readdir $tasks) {
      open(my $file, "<", "/proc/$pid/task/$task/stat") or next;
      my ($state) = (<$file> // "") =~ /.*\) (\S)/s or next;
      next if $state =~ /[ZX]/;
      return if $state ne "S";
      push @tasks, [$pid + 0, $task + 0];
    }
  }
  return @tasks;
}

# Bytes of its input that a program has not read yet: on a busy machine one may sleep for a while in the call that is to read them.
sub unread {
  my ($to) = @_;
  my $count = pack "l", 0;
  return ioctl($to, $fionread, $count) ? unpack("l", $count) : 0;
}

# Whether all tasks of the program sleep, and one waits for input.
sub waits_for_input {
  my ($stdin_link) = @_;
  for my $task (sleeping_tasks()) { return 1 if reads_input(@$task, $stdin_link) }
  return 0;
}

sub write_file {
  my ($name, $content) = @_;
  my @parts = split m{/}, $name;
  pop @parts;
  my $path = ".";
  for my $part (@parts) { $path .= "/$part"; mkdir $path }
  # A file may have the name of the folder for pictures.
  rmdir "./$name";
  open(my $file, ">:raw", "./$name") or die "no file $name: $!";
  print $file $content;
  close $file or die "no room for $name: $!";
}

sub send_pictures {
  opendir(my $out, "out") or return;
  my ($total, $count) = (0, 0);
  for my $name (sort readdir $out) {
    next if $name !~ /\.(?:png|svg)$/i || -l "out/$name" || !-f "out/$name";
    my $size = -s "out/$name";
    next if !$size || ($total += $size) > $maximum_picture_bytes;
    last if ++$count > $maximum_pictures;
    open(my $file, "<:raw", "out/$name") or next;
    local $/;
    send_frame("a", "$name\0" . <$file>);
  }
}

my (%commands, %extra, @arguments, $warm);
while (1) {
  my ($kind, $payload) = read_frame();
  if ($kind =~ /[WCX]/) {
    # Words before the command that look like NAME=value are its environment, as in a shell.
    my @words = split /\0/, $payload, -1;
    while (@words && $words[0] =~ /^([A-Z_0-9]+)=(.*)$/s) { $extra{$kind}{$1} = $2; shift @words }
    $commands{$kind} = \@words;
  } elsif ($kind eq "L") {
    chdir $folder or die "no folder: $!";
    mkdir "out";
    if ($commands{W}) {
      $warm = start_command($commands{W}, $extra{W} // {}, 1);
      sysread($warm->{ready}, my $ignored, 1) or die "the interpreter did not start";
    }
    send_frame("w", "");
  } elsif ($kind eq "P") { send_frame("w", "") }
  elsif ($kind eq "M") { $main = $payload }
  elsif ($kind eq "A") { push @arguments, $payload }
  elsif ($kind eq "F") { write_file(split /\0/, $payload, 2) }
  elsif ($kind eq "I") { $input .= $payload }
  elsif ($kind eq "N") {
    ($is_fed, $is_interactive) = (1, 1);
    for (split /\0/, $payload) { $extra{X}{$1} = $2 if /^([A-Z_0-9]+)=(.*)$/s }
  }
  elsif ($kind eq "G") { last }
}

my $is_ready = 1;
if ($commands{C}) {
  send_frame("S", "compile");
  $is_ready = follow(start_command([with_sources(@{$commands{C}})], $extra{C} // {}, 0), 0, "compile");
}
if ($is_ready) {
  send_frame("S", "run");
  my $process = $warm // start_command([@{$commands{X}}, @arguments], $extra{X} // {}, 0);
  syswrite($process->{orders}, join("\0", $main, @arguments)) if $warm;
  close $process->{orders};
  follow($process, 1, "run");
  send_pictures();
}
send_frame("z", "");
