# Runs the command of a server whose image fills an empty volume, so that a fill that was cut off begins anew: the
# images take whatever it has left for filled. Its arguments are the data folder, and the command.
#
# What is emptied has never served: the mark is made in an empty folder, before the fill, and no pod is ready while it
# is there (first-served.sh). Should that fail, a server never becomes ready; no data that a client has written is lost.
data=$1
shift
mark=$data/.unfilled
if [ -e "$mark" ]; then
  find "$data" -mindepth 1 ! -path "$mark" -delete
elif [ -z "$(ls -A "$data")" ]; then
  touch "$mark"
  sync "$data"
fi
exec "$@"
