#!/usr/bin/env bash
# Makes the pictures of the README and of the guides from the samples. Needs soffice, pdfinfo, pdftoppm, ImageMagick's
# convert, chromium, node and a Python with openpyxl; the page has to be built (`python3 page/build.py`).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=("${XEPLOAI:-target/release/xeploai}")
[ -x "${program[0]}" ] || cargo build --quiet --release
(cd tests/page && [ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund >/dev/null)

cp -r samples/binh-an-2020 "$work/clean"
cp -r samples/binh-an-2020-loi "$work/faulty"
# The commune of the guide: one branch is out, one form has four mistakes.
cp -r samples/binh-an-2026 "$work/guide"
cp target/page/xeploai.html "$work/guide/"
right="samples/binh-an-2026/nop/Chi bộ thôn Tống Pu - xep loai 2026.xlsx"
wrong="$work/guide/nop/$(basename "$right")"
rm "$work/guide/nop/PM_2026.xlsx"
"${PYTHON:-python3}" docs/plant_mistakes.py "$wrong"
"${program[@]}" consolidate "$work/clean" --quiet >/dev/null
"${program[@]}" form "$work/guide" --quiet >/dev/null
for it in faulty guide; do
  "${program[@]}" consolidate "$work/$it" --quiet >/dev/null || [ $? = 1 ]
done

to_pdf() { # workbook: leaves its PDF in the work folder
  soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$1" >/dev/null 2>&1
}
few_colours() { # picture … : small, and of equal bytes for equal pictures
  for it in "$@"; do convert "$it" -strip -colors 48 "png8:$it.small" && mv "$it.small" "$it"; done
}

to_pdf "$work/clean/ket-qua/tong-hop-2020.xlsx"
pdftoppm -png -gray -r 90 -f 1 -l 1 -singlefile "$work/tong-hop-2020.pdf" docs/tong-hop
# The list of what is to be corrected is the last page of a returned form; its upper half says it.
to_pdf "$work/faulty/ket-qua/tra-lai/TP.xlsx"
last=$(pdfinfo "$work/TP.pdf" | awk '/^Pages/ { print $2 }')
pdftoppm -png -r 90 -f "$last" -l "$last" -x 0 -y 20 -W 1054 -H 420 -singlefile "$work/TP.pdf" docs/tra-lai

to="docs/huong-dan"
mkdir -p "$to"
to_pdf "$work/guide/ket-qua/tong-hop-2026.xlsx"
pdftoppm -png -r 90 -f 1 -l 1 -y 40 -W 1060 -H 560 -singlefile "$work/tong-hop-2026.pdf" "$to/tong-hop"
to_pdf "$work/guide/ket-qua/tra-lai/TP.xlsx"
last=$(pdfinfo "$work/TP.pdf" | awk '/^Pages/ { print $2 }')
pdftoppm -png -r 120 -f 2 -l 2 -x 350 -y 40 -W 620 -H 410 -singlefile "$work/TP.pdf" "$to/tra-lai"
pdftoppm -png -r 90 -f "$last" -l "$last" -x 30 -y 40 -W 1010 -H 400 -singlefile "$work/TP.pdf" "$to/can-sua"

own="$work/guide/ket-qua/bieu-mau/kiem-tra-phieu-TP.html"
cat >"$work/job.json" <<JSON
[
  { "page": "$work/faulty/ket-qua/bao-cao.html", "picture": "docs/bao-cao.png", "width": 1100, "height": 900 },
  { "page": "$work/guide/xeploai.html", "picture": "$to/trang.png", "width": 900, "height": 470 },
  { "page": "$work/guide/ket-qua/bao-cao.html", "picture": "$to/bao-cao.png", "width": 900, "height": 740 },
  { "page": "$own", "drop": "$wrong", "wait": "#x-verdict:not([hidden])", "picture": "$to/chua-dung.png", "width": 720, "height": 1180 },
  { "page": "$own", "drop": "$right", "wait": "#x-verdict:not([hidden])", "picture": "$to/dung.png", "width": 720, "height": 600 }
]
JSON
node docs/pictures.mjs "$work/job.json"
few_colours "$to"/*.png
