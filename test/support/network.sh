#!/bin/sh
# network.sh, inside of namespace.sh: a network of two machines. This side is the provider's, 192.0.2.1 at "provider"; the other is the
# network namespace "box", in which nothing is configured yet. What the box's DHCP client changes in /etc ends with the namespace.
set -eu

skip() {
  echo "$1" >&2
  exit 77
}
for tool in ip:iproute2 dnsmasq:dnsmasq-base dhclient:isc-dhcp-client; do
  command -v "${tool%%:*}" >/dev/null || skip "needs ${tool%%:*}; apt-get install ${tool#*:}"
done

[ -e /run/netns/box ] && exit 0
mkdir -p /run/netns /run/network/etc /run/network/work /run/network/bin
mount -t overlay -o lowerdir=/etc,upperdir=/run/network/etc,workdir=/run/network/work overlay /etc
# The DHCP client sets the path of its script itself.
mount -t overlay -o lowerdir=/run/network/bin:/usr/bin overlay /usr/bin

ip netns add box
ip link add provider type veth peer name lan address 02:00:00:00:00:01 netns box
ip address add 192.0.2.1/24 dev provider
ip link set provider up
ip netns exec box ip link set lo up
