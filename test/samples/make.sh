#!/bin/sh
# Makes every NAME.wbxml of this folder from the NAME.xml beside it, with Debian's xml2wbxml (package libwbxml2-utils).
# Usage: make.sh [FOLDER]   where the .wbxml files go; this folder by default.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
there=${1:-$here}
for xml in "$here"/*.xml; do
  name=$(basename "$xml" .xml)
  case $name in
    syncml-1.1) version=1.1 ;;
    dm-1.3) version=1.3 ;;
    *) version=1.2 ;;
  esac
  xml2wbxml -v "$version" -o "$there/$name.wbxml" "$xml" >/dev/null 2>&1 || {
    echo "make.sh: xml2wbxml failed on $xml" >&2
    exit 1
  }
done
