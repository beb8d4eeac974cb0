# Asks a server whether it serves, by the command that follows the data folder in the arguments. Once it does, its
# volume counts as filled: the mark that first-fill.sh has made goes before the pod is said to be ready. The server
# that an image starts to fill a volume is not asked: the startup probe, which comes first, is from outside the pod.
data=$1
shift
"$@"
mark=$data/.unfilled
if [ -e "$mark" ]; then
  rm "$mark"
  sync "$data"
fi
