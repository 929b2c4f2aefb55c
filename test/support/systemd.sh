#!/bin/sh
# systemd.sh [COMMAND [ARGUMENT...]]
#
# Runs a command as root under a real systemd, which is PID 1 in namespaces of its own, on an overlay of this machine's files:
# whatever is installed or changed inside is gone with it. The checkout is /usr/src/dmbootd there, read-only and the working
# directory, and `node` is the one that is used here. The network is a loopback of its own, there are no devices, and the only
# readers are those of Debian's vsmartcard-vpcd behind Debian's pcscd, which its socket starts. The environment has SYSTEMD_RIG=1.
#
# Prints what the command prints and exits as it does; 137 where it ran longer than $SYSTEMD_RIG_LIMIT seconds (600).
# $SYSTEMD_RIG_STATE, if it is set, is a folder outside that stands for /var/lib/dmbootd inside, and outlasts the machine.
# Exits 77, with the reason on standard error, where that is not possible. Without a command it only tells whether it is.
#
# Everything ends with this process, even one that is killed: all mounts are private, and the processes are bound to it.
set -eu

inside=/usr/src/dmbootd

skip() {
  echo "skipped, no systemd of our own: $1" >&2
  exit 77
}

check() {
  [ "$(id -u)" = 0 ] || skip 'needs root, for namespaces'
  for tool in unshare:util-linux setpriv:util-linux ip:iproute2 pcscd:pcscd dbus-daemon:dbus \
    systemd-analyze:systemd /usr/lib/polkit-1/polkitd:polkitd; do
    command -v "${tool%%:*}" >/dev/null || skip "needs ${tool%%:*}; apt-get install ${tool#*:}"
  done
  [ -e /usr/lib/pcsc/drivers/serial/libifdvpcd.so ] ||
    skip 'needs the virtual reader; apt-get install vsmartcard-vpcd'
  unshare --mount --pid --net --uts --ipc --cgroup --fork "$self" --try 2>/dev/null ||
    skip 'namespaces, overlayfs or cgroup2 are refused here'
}

# Over a folder that every machine has; what is mounted there is seen by this process and its children alone.
layers() {
  mount -t tmpfs -o mode=755 tmpfs /mnt
  mkdir /mnt/upper /mnt/work /mnt/root /mnt/cgroup
  mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root
  mount -t cgroup2 cgroup2 /mnt/cgroup
}

# In a mount namespace of its own: starts the rest, prints what it prints, and cleans up even where this process is killed.
outside() {
  layers
  mkfifo /mnt/out
  cgroup=/mnt/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/dmbootd-test.$$
  mkdir "$cgroup"
  setpriv --pdeathsig KILL timeout --signal=KILL "${SYSTEMD_RIG_LIMIT:-600}" \
    setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount --net --uts --ipc \
    sh -c 'echo 0 >"$1/cgroup.procs"; shift; exec unshare --cgroup "$@"' sh "$cgroup" "$0" --boot "$@" >/mnt/out 2>&1 &
  (
    trap '' HUP INT TERM
    cat /mnt/out
    # The last process is gone from there a moment after its output has ended.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null && break
      sleep 0.1
    done
  )
  status=0
  wait $! || status=$?
  [ $status != 137 ] || echo "systemd.sh: no end within ${SYSTEMD_RIG_LIMIT:-600} s" >&2
  exit $status
}

quoted() {
  for word; do
    printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"
  done
}

# The first process of the new process namespace: makes the machine, and becomes its systemd.
boot() {
  ip link set lo up
  # The virtual reader waits for each acknowledgement, which the kernel delays by 40 ms unless the route says otherwise.
  ip route replace local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1 quickack 1 table local

  cd /mnt/root
  mount -t proc proc proc
  # As a systemd that may does at its start: the journal's socket holds more than ten entries.
  echo 512 >proc/sys/net/unix/max_dgram_qlen
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  mount -t sysfs -o ro sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs run
  mount -t tmpfs -o mode=1777 tmpfs tmp
  mount -t tmpfs -o mode=755 tmpfs dev
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
  mount -t tmpfs -o mode=1777 tmpfs dev/shm
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  for node in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "dev/${node%:*}" c 1 "${node#*:}"
  done
  mknod -m 666 dev/tty c 5 0

  mkdir -p ".$inside"
  mount --bind -o ro "$OLDPWD" ".$inside"
  rm -f usr/bin/node
  touch usr/bin/node
  mount --bind -o ro "$(readlink -f "$(command -v node)")" usr/bin/node

  # Nothing of this machine's own setting up, mounts, units, logs and readers.
  rm -rf etc/fstab etc/systemd/system var/log/journal usr/lib/pcsc/drivers/*.bundle
  rm -f lib/systemd/system-generators/*
  find lib/systemd/system/sysinit.target.wants ! -name 'systemd-journal*' -type l -delete

  if [ -n "${SYSTEMD_RIG_STATE-}" ]; then
    mkdir -p var/lib/dmbootd
    mount --bind "$SYSTEMD_RIG_STATE" var/lib/dmbootd
  fi

  mkdir -p run/rig etc/systemd/system
  touch run/rig/out
  mount --bind /mnt/out run/rig/out
  quoted exec "$@" >run/rig/command
  cat >etc/systemd/system/rig.service <<UNIT
[Unit]
Wants=dbus.socket
After=basic.target dbus.socket
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
TimeoutStartSec=infinity
Environment=SYSTEMD_RIG=1
WorkingDirectory=$inside
ExecStart=/bin/sh -c '. /run/rig/command >/run/rig/out 2>&1'
UNIT

  mkdir run/rig/old
  mount --make-rprivate .
  pivot_root . run/rig/old
  exec env -i container=other sh -c '
    umount -l /run/rig/old
    rmdir /run/rig/old
    mount --make-rshared /
    exec /lib/systemd/systemd --system --log-target=journal --show-status=no --unit=rig.service'
}

case ${1-} in
  --try) layers ;;
  --outside) shift && outside "$@" ;;
  --boot) shift && boot "$@" ;;
  *)
    cd "$(dirname "$0")/../.."
    self=$PWD/test/support/systemd.sh
    set -- "$@"
    check
    [ $# = 0 ] || exec unshare --mount "$self" --outside "$@"
    ;;
esac
