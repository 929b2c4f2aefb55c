#!/bin/sh
# Runs a command in a namespace with a PC/SC service of its own; where there can be none, outside of one: what needs it then skips itself and says why.
set -u
cd "$(dirname "$0")/../.."
test/support/namespace.sh true && exec test/support/namespace.sh "$@"
[ $? = 77 ] && exec "$@"
exit 1
