#!/usr/bin/env bash
# Makes what is handed out, in target/dist: xeploai-VERSION-windows.zip, xeploai_VERSION_amd64.deb and
# SHA256SUMS. Equal sources give equal bytes: times are those of the commit.
#
#   dist/release.sh           all of it
#   dist/release.sh --quick   for a test: our own code hardly optimised, no .deb
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
epoch=$(git log -1 --format=%ct 2>/dev/null || echo 1577836800)
export SOURCE_DATE_EPOCH="$epoch"
if ! command -v pandoc >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends pandoc >/dev/null
fi

# XEPLOAI_EXE and XEPLOAI_SERVER are programs that are there already.
if [ -n "${XEPLOAI_EXE:-}" ]; then
  mkdir -p target/dist
  [ "$XEPLOAI_EXE" -ef target/dist/xeploai.exe ] || cp "$XEPLOAI_EXE" target/dist/xeploai.exe
else
  dist/windows.sh "$@"
fi

# The zip.
work=target/dist/zip
rm -rf "$work" && mkdir -p "$work/mau"
cp target/dist/xeploai.exe "$work/"
cp LICENSE "$work/LICENSE.txt"
guide() {
  pandoc --self-contained --from gfm --to html5 --metadata lang=vi --metadata pagetitle="Hướng dẫn sử dụng xeploai" \
    --include-in-header dist/guide.html --resource-path . HUONG-DAN.md --output "$1"
}
guide "$work/HUONG-DAN.html"
# The page is built by itself (page/); where it was not, that is said and not hidden.
page=${XEPLOAI_PAGE:-}
for it in "$page" target/page/xeploai.html target/dist/xeploai.html page/dist/xeploai.html page/xeploai.html; do
  if [ -n "$it" ] && [ -f "$it" ]; then
    cp "$it" "$work/xeploai.html"
    break
  fi
done
[ -f "$work/xeploai.html" ] || echo "without xeploai.html: it was not built, or XEPLOAI_PAGE does not name it" >&2
(cd samples && find binh-an-2026 -type f -not -path '*/ket-qua/*' -not -name '.*' -print0 | sort -z | xargs -0 cp --parents -t "../$work/mau")
python3 dist/pack.py text "$work/LICENSE.txt" "$work/mau/binh-an-2026/xeploai.toml"
python3 dist/pack.py sums "$work" >target/dist/sums.txt
mv target/dist/sums.txt "$work/SHA256SUMS.txt"
python3 dist/pack.py text "$work/SHA256SUMS.txt"
zip="target/dist/xeploai-$version-windows.zip"
rm -f "$zip"
python3 dist/pack.py zip "$work" "$zip" "$epoch"

if [ "${1:-}" != --quick ]; then
  # The package for servers: the program, its manual pages, completions, the guide.
  commit=$(git describe --always --dirty --exclude '*' --abbrev=10 2>/dev/null || echo unknown)
  home="${CARGO_HOME:-$HOME/.cargo}"
  server=${XEPLOAI_SERVER:-target/server/dist/xeploai}
  if [ -z "${XEPLOAI_SERVER:-}" ]; then
    XEPLOAI_COMMIT="$commit" RUSTFLAGS="--remap-path-prefix=$home=cargo --remap-path-prefix=$PWD=." \
      cargo build --locked --profile dist --target-dir target/server
  fi
  root=target/dist/deb
  rm -rf "$root" && mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/man/man1" \
    "$root/usr/share/bash-completion/completions" "$root/usr/share/doc/xeploai"
  cp "$server" "$root/usr/bin/xeploai"
  "$root/usr/bin/xeploai" manual "$root/usr/share/man/man1"
  gzip -9n "$root"/usr/share/man/man1/*
  "$root/usr/bin/xeploai" completions bash >"$root/usr/share/bash-completion/completions/xeploai"
  cp LICENSE "$root/usr/share/doc/xeploai/copyright"
  guide "$root/usr/share/doc/xeploai/HUONG-DAN.html"
  libc=$(objdump -T "$root/usr/bin/xeploai" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1 | cut -d_ -f2)
  cat >"$root/DEBIAN/control" <<CONTROL
Package: xeploai
Version: $version
Architecture: amd64
Maintainer: the founders of xeploai <xeploai@localhost>
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Depends: libc6 (>= $libc), libgcc-s1
Section: misc
Priority: optional
Description: consolidates the yearly rating forms of party cells
 Checks, rates and consolidates the yearly quality-rating forms of party cells
 (chi bộ) into the workbook for the superior office.
CONTROL
  chmod -R u=rwX,go=rX "$root"
  find "$root" -exec touch -d "@$epoch" {} +
  dpkg-deb --root-owner-group -Zxz --build "$root" "target/dist/xeploai_${version}_amd64.deb" >/dev/null
fi

(cd target/dist && sha256sum xeploai-*.zip xeploai_*.deb 2>/dev/null >SHA256SUMS || true)
ls -l target/dist/*.zip target/dist/*.deb 2>/dev/null || true
