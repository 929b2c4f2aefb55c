#!/bin/sh
# namespace.sh COMMAND [ARGUMENT...]
#
# Runs a command where it can start a PC/SC service of its own: in network, mount and process namespaces that end with it.
# No reader of this machine is in there, only the virtual ones of Debian's vsmartcard-vpcd, whose driver is $PCSC_RIG/libifdvpcd.so.
# Exits 77, with the reason on standard error, where that is not possible.
set -eu

driver=/usr/lib/pcsc/drivers/serial/libifdvpcd.so

skip() {
  echo "skipped, no PC/SC service of our own: $1" >&2
  exit 77
}

if [ "${1-}" != --inside ]; then
  [ "$(id -u)" = 0 ] || skip 'needs root, for namespaces'
  for tool in unshare:util-linux ip:iproute2 pcscd:pcscd; do
    command -v "${tool%%:*}" >/dev/null || skip "needs ${tool%%:*}; apt-get install ${tool#*:}"
  done
  [ -e "$driver" ] || skip "needs $driver; apt-get install vsmartcard-vpcd"
  perl -MChipcard::PCSC -e 1 2>/dev/null || skip 'needs libpcsc-perl; apt-get install libpcsc-perl'
  unshare --net --mount --pid --fork true 2>/dev/null || skip 'unshare is refused here'
  exec unshare --net --mount --pid --fork --mount-proc --kill-child -- "$0" --inside "$@"
fi
shift

ip link set lo up
# The driver waits for each acknowledgement, which the kernel delays by 40 ms unless the route says otherwise.
ip route replace local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1 quickack 1 table local

mount -t tmpfs -o mode=755 tmpfs /run
PCSC_RIG=/run/rig
export PCSC_RIG
mkdir "$PCSC_RIG" /run/pcscd
cp "$driver" "$PCSC_RIG/"
# The service would open every USB reader that it has a driver for.
mount -t tmpfs -o mode=755 tmpfs /usr/lib/pcsc/drivers

# Not exec: the first process of a process namespace must gather the orphans.
"$@"
