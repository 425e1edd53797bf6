# Enters the cgroups of a container and becomes what makes it: enter.sh FILTER GROUPS COMMAND...
# GROUPS are the files, separated by blanks, that take the ids of processes. All that the command starts is in the groups from its beginning.
# The command finds FILTER open as descriptor 4: it may belong to a user who could not open it.
filter=$1
groups=$2
shift 2
for group in $groups; do
  echo $$ >"$group" || exit 1
done
# Where the machine runs out of memory, a program goes before the server.
echo 1000 >/proc/$$/oom_score_adj
exec "$@" 4<"$filter"
