#!/bin/sh
# Every test behind a real pcscd, each file in a namespace of its own, some side by side; then one closing line for all.
set -u
cd "$(dirname "$0")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

export log
printf '%s\n' dist/test/real/*.test.js | xargs -P 3 -n 1 sh -c '
  mine=$(mktemp)
  test/real/run.sh node_modules/.bin/mocha "$1" >"$mine" 2>&1
  status=$?
  echo "$1" | cat - "$mine"
  cat "$mine" >>"$log"
  rm -f "$mine"
  exit $status' one
status=$?

awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { passed += $1; failed += $3; skipped += $5 }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
exit $status
