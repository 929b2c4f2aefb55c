#!/bin/sh
# Runs a command under a systemd of its own; where there can be none, without: what needs it then skips itself and says why.
set -u
cd "$(dirname "$0")/../.."
test/support/systemd.sh && exec test/support/systemd.sh "$@"
[ $? = 77 ] && exec "$@"
exit 1
