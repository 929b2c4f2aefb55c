#!/bin/sh
# Every test: sets up what is missing, then style, the tests that need nothing but Node, and those behind real programs.
set -eu
cd "$(dirname "$0")/.."
./setup.sh --tests
npm run --silent lint
npm run --silent test:unit
npm run --silent test:real
npm run --silent test:systemd
npm run --silent test:package
