# change-tree.sh BASE WORK FOLDER [PACKAGE…]: installs packages on top of the Debian tree BASE, runs
# FOLDER/build.sh in it (FOLDER is /build there; "-" for none), and leaves the changes in WORK/upper.
# With TAR=1 the whole result goes to standard output as an archive.
# To be run in mount and pid namespaces of its own, so that nothing of it is left when it is interrupted.
set -eu
base=$1 work=$2 folder=$3
shift 3

exec 3>&1 1>&2
mkdir -p "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay \
  -o "lowerdir=$base,upperdir=$work/upper,workdir=$work/work" "$work/root"
mount -t proc proc "$work/root/proc"
mount --rbind /dev "$work/root/dev"
cat /etc/resolv.conf > "$work/root/etc/resolv.conf"

inside() {
  chroot "$work/root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root DEBIAN_FRONTEND=noninteractive "$@"
}
inside apt-get -qq update
if [ $# -gt 0 ]; then
  inside apt-get -qy -o Dpkg::Use-Pty=0 install "$@"
fi
if [ "$folder" != - ]; then
  mkdir "$work/root/build"
  mount --bind "$folder" "$work/root/build"
  inside sh -eu /build/build.sh
  umount "$work/root/build"
  rmdir "$work/root/build"
fi
inside apt-get -qq clean
rm -rf "$work/root/var/lib/apt/lists"/* "$work/root/etc/resolv.conf"
rm -rf "$work/root/usr/share/doc" "$work/root/usr/share/man" "$work/root/usr/share/locale"
: > "$work/root/etc/resolv.conf"

if [ "${TAR:-}" = 1 ]; then
  rm -f "$work/root/usr/sbin/policy-rc.d"
  tar --create --one-file-system --numeric-owner --sort=name --directory "$work/root" . >&3
fi
