# Loaded where somebody types while a program runs: a prompt is there before the program waits, as at a terminal.
$stdout.sync = true
