#!/bin/sh
# The main job on recorded cards in place of a reader: insert, read, apply, look, remove, purge.
set -eu
cd "$(dirname "$0")/.."
./setup.sh

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

step() {
  if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$1"; else printf '\n%s\n' "$1"; fi
  shift
  printf '$ %s\n\n' "$*" | sed "s|$state|STATE|g; s|node dist/daemon/\\([a-z]*\\).js|\\1|g"
  "$@"
}

step 'A SIM goes into the reader: it is read, and its message applied.' \
  node dist/daemon/dmbootd.js --log-level error --state "$state" --trace apdu-traces/3g/public.trace
step 'There is an account to call home to now' \
  node dist/daemon/dmbootctl.js accounts --state "$state"
step '… and a management tree (secrets are masked)' \
  node dist/daemon/dmbootctl.js tree --state "$state"
step 'The SIM is gone: what came from it goes too.' \
  node dist/daemon/dmbootd.js --log-level error --state "$state" --trace apdu-traces/3g/reader-empty.trace
step 'Nothing is left of it' \
  node dist/daemon/dmbootctl.js accounts --state "$state"

cat <<'END'

On a reader of yours, with pcscd running:

  node dist/daemon/dmbootd.js --state ./state --once           one look at each card that is there
  node dist/daemon/dmbootd.js --state ./state                  watch for good
  node dist/daemon/dmbootctl.js accounts --state ./state       at any time
END
[ -d node_modules/pcsclite ] || cat <<'END'

The PC/SC binding is not installed here: it needs libpcsclite-dev and a C++ compiler; then run "npm run setup" again.
END
