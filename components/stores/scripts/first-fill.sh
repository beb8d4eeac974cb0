# Runs the command of a server whose image fills an empty volume, so that a fill that was cut off begins anew: the
# images take whatever it has left for filled. Its arguments are the data folder, the server's program, and the command.
#
# What is emptied has never served. The mark is made in an empty folder, before the fill, and goes before the server
# first listens to others: when its program takes the place of the image's entrypoint. A wrapper on the PATH knows that
# by its process id; whatever else the entrypoint runs while it fills is a process of its own.
data=$1 program=$2
shift 2
mark=$data/.unfilled
if [ -e "$mark" ]; then
  find "$data" -mindepth 1 ! -path "$mark" -delete
elif [ -z "$(ls -A "$data")" ]; then
  touch "$mark"
  sync "$data"
fi
if [ -e "$mark" ]; then
  mkdir -p /tmp/first-fill
  cat >"/tmp/first-fill/$program" <<END
#!/bin/sh -eu
PATH='$PATH'
if [ \$\$ = $$ ]; then
  rm '$mark'
  sync '$data'
fi
exec $program "\$@"
END
  chmod 755 "/tmp/first-fill/$program"
  export PATH="/tmp/first-fill:$PATH"
fi
exec "$@"
