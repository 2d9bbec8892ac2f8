#!/usr/bin/env bash
# Makes the pictures of the README from the samples. Needs soffice, pdfinfo, pdftoppm and chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r samples/binh-an-2020 "$work/clean"
cp -r samples/binh-an-2020-loi "$work/faulty"
cargo run --quiet --release -- consolidate "$work/clean" --quiet >/dev/null
cargo run --quiet --release -- consolidate "$work/faulty" --quiet >/dev/null || [ $? = 1 ]

to_png() { # workbook, page, picture
  soffice --headless "-env:UserInstallation=file://$work/profile" \
    --convert-to pdf --outdir "$work" "$1" >/dev/null 2>&1
  pdftoppm -png -gray -r 90 -f "$2" -l "$2" -singlefile "$work/$(basename "${1%.*}").pdf" "${3%.png}"
}
to_png "$work/clean/ket-qua/tong-hop-2020.xlsx" 1 docs/tong-hop.png

# The list of what is to be corrected is the last page of a returned form; its upper half says it.
soffice --headless "-env:UserInstallation=file://$work/profile" \
  --convert-to pdf --outdir "$work" "$work/faulty/ket-qua/tra-lai/TP.xlsx" >/dev/null 2>&1
last=$(pdfinfo "$work/TP.pdf" | awk '/^Pages/ { print $2 }')
pdftoppm -png -r 90 -f "$last" -l "$last" -x 0 -y 20 -W 1054 -H 420 -singlefile "$work/TP.pdf" docs/tra-lai

chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
  --user-data-dir="$work/chromium" --window-size=1100,900 --hide-scrollbars \
  --screenshot="$PWD/docs/bao-cao.png" "file://$work/faulty/ket-qua/bao-cao.html" >/dev/null 2>&1
