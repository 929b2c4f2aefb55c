#!/bin/sh
# Makes every NAME.wbxml of this folder, and of provisioning/ in it, from the NAME.xml beside it, with Debian's xml2wbxml (package libwbxml2-utils).
# Usage: make.sh [FOLDER]   where the .wbxml files go; this folder by default.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
there=${1:-$here}
mkdir -p "$there/provisioning"
cd "$here"
for xml in *.xml provisioning/*.xml; do
  name=${xml%.xml}
  case $name in
    syncml-1.1 | provisioning/connections) version=1.1 ;;
    dm-1.3 | provisioning/account) version=1.3 ;;
    *) version=1.2 ;;
  esac
  xml2wbxml -v "$version" -o "$there/$name.wbxml" "$xml" >/dev/null 2>&1 || {
    echo "make.sh: xml2wbxml failed on $xml" >&2
    exit 1
  }
done
