#!/bin/sh
# Sets the checkout up: dependencies and compiled JavaScript. With "--tests", as root, also the Debian packages
# that the tests behind real programs need.
set -eu
cd "$(dirname "$0")"

node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null || {
  echo "setup: Node.js 20 or later is needed" >&2
  exit 69
}

# Headers that came with this Node: node-gyp then needs none from elsewhere.
prefix=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
if [ -f "$prefix/include/node/node.h" ]; then
  export npm_config_nodedir="$prefix"
fi

PACKAGES="g++ make python3 pkg-config libpcsclite-dev pcscd pcsc-tools vsmartcard-vpcd opensc libwbxml2-utils libwbxml2-dev sqlite3 iproute2 openssl systemd dbus polkitd lintian man-db mandoc zsh fish dnsmasq-base isc-dhcp-client chromium fonts-dejavu-core tshark"

if [ "${1:-}" = --tests ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  missing=$(for name in $PACKAGES; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
  done)
  if [ -n "$missing" ]; then
    echo "setup: installing" $missing
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # pcscd is run by the tests themselves, in a namespace of theirs.
    RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null
  fi
fi

# Two modules are compiled and optional: they are tried again once what they need is there.
wanted() {
  { [ ! -d node_modules/pcsclite ] && pkg-config --exists libpcsclite 2>/dev/null; } ||
    { [ ! -d node_modules/unix-dgram ] && command -v g++ >/dev/null; }
}
if ! cmp -s package-lock.json node_modules/.installed || wanted; then
  # Not "npm ci": it insists on the optional packages of every other platform being there.
  npm install --no-save --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
fi
npm run --silent build

if [ ! -d node_modules/pcsclite ]; then
  echo "setup: without the PC/SC binding (it needs a C++ compiler and libpcsclite-dev): cards come from traces only"
fi
if [ ! -d node_modules/unix-dgram ]; then
  echo "setup: without unix-dgram (it needs a C++ compiler): a service manager cannot be told anything"
fi
