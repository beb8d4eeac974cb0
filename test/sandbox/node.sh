# node.sh TREE SCRATCH STATE RUN BIN: turns the namespaces it was started in into the sandbox's node,
# a machine whose root is TREE (a list of overlay layers), and stays as the node's first process.
# Mounts, interfaces and firewall rules made in here are seen nowhere else and end with that process.
set -eu
tree=$1 scratch=$2 state=$3 run=$4 bin=$5

mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
mount -t overlay overlay \
  -o "lowerdir=$tree,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
cd "$scratch/root"

mount -t proc proc proc
mount -t sysfs sysfs sys
mount --rbind /sys/fs/cgroup sys/fs/cgroup
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
for folder in "$state" "$run"; do
  mkdir -p "./$folder"
  mount --bind "$folder" "./$folder"
done
mount --bind "$bin" usr/local/bin
mkdir -p var/lib/kubelet var/log/pods
mount --bind "$state/kubelet" var/lib/kubelet
mount --bind "$state/logs/pods" var/log/pods
cat /etc/resolv.conf > etc/resolv.conf

# The kubelet sets these for the whole machine where they differ. It is shown files that hold what it
# wants, so that the machine keeps its own.
setting() {
  mkdir -p "run/settings/$(dirname "$1")"
  echo "$2" > "run/settings/$1"
  mount --bind "run/settings/$1" "proc/sys/$1"
}
setting vm/overcommit_memory 1
setting vm/panic_on_oom 0
setting kernel/panic 10
setting kernel/panic_on_oops 1
setting kernel/keys/root_maxkeys 1000000
setting kernel/keys/root_maxbytes 25000000

mkdir -p machine
pivot_root . machine
umount -l machine
mount --make-rshared /

hostname slipway
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ip_forward
# Builds reach the outside from docker's bridge; the pods' way out is the network plugin's work.
iptables -t nat -A POSTROUTING -s 10.230.2.0/24 ! -o docker0 -j MASQUERADE
# An address of ours that nobody has any more, such as a removed Service's, must not go out: the machine would send it
# straight back in, round and round.
for chain in OUTPUT FORWARD; do
  iptables -A "$chain" -o outward -d 10.230.1.0/24 -j ACCEPT
  iptables -A "$chain" -o outward -d 10.230.0.0/16 -j REJECT
done
exec catatonit -P
