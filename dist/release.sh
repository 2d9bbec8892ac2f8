#!/usr/bin/env bash
# Makes what is handed out, in target/dist: xeploai-VERSION-windows.zip, xeploai_VERSION_amd64.deb and
# SHA256SUMS. Equal sources give equal bytes: times are those of the commit.
#
#   dist/release.sh           all of it
#   dist/release.sh --quick   for a test: an exe that is hardly optimised, a .deb only of XEPLOAI_SERVER
#
# XEPLOAI_EXE, XEPLOAI_PAGE and XEPLOAI_SERVER name programs and a page that are there already.
set -euo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
epoch=$(git log -1 --format=%ct 2>/dev/null || echo 1577836800)
export SOURCE_DATE_EPOCH="$epoch"
if ! command -v pandoc >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends pandoc >/dev/null
fi

mkdir -p target/dist
rm -f target/dist/*.zip target/dist/*.deb target/dist/SHA256SUMS
if [ -n "${XEPLOAI_EXE:-}" ]; then
  [ "$XEPLOAI_EXE" -ef target/dist/xeploai.exe ] || cp "$XEPLOAI_EXE" target/dist/xeploai.exe
else
  dist/windows.sh "$@"
fi

# The zip.
work=target/dist/zip
rm -rf "$work" && mkdir -p "$work/mau"
cp target/dist/xeploai.exe "$work/"
cp LICENSE "$work/LICENSE.txt"
guides() { # folder: the clerk's guide, the page for secretaries, what is looked up; they lead to one another
  local one title
  for one in "HUONG-DAN.md:Hướng dẫn sử dụng xeploai" "docs/phieu-chi-bo.md:Điền phiếu của chi bộ" "docs/tra-cuu.md:Bảng tra cứu"; do
    title=${one#*:}
    one=${one%%:*}
    pandoc --quiet --self-contained --from gfm --to html5 --metadata lang=vi --metadata pagetitle="$title" \
      --include-in-header dist/guide.html --resource-path .:docs "$one" |
      sed 's#href="\(docs/\|\.\./\)\?\(HUONG-DAN\|phieu-chi-bo\|tra-cuu\)\.md#href="\2.html#g' >"$1/$(basename "${one%.md}").html"
  done
}
guides "$work"
page=${XEPLOAI_PAGE:-target/page/xeploai.html}
[ -n "${XEPLOAI_PAGE:-}" ] || python3 page/build.py
cp "$page" "$work/xeploai.html"
(cd samples && find binh-an-2026/{xeploai.toml,nop} -type f -not -name '.*' -print0 | sort -z | xargs -0 cp --parents -t "../$work/mau")
python3 dist/pack.py text "$work/LICENSE.txt" "$work/mau/binh-an-2026/xeploai.toml"
python3 dist/pack.py sums "$work" >target/dist/sums.txt
mv target/dist/sums.txt "$work/SHA256SUMS.txt"
python3 dist/pack.py text "$work/SHA256SUMS.txt"
zip="target/dist/xeploai-$version-windows.zip"
rm -f "$zip"
python3 dist/pack.py zip "$work" "$zip" "$epoch"

level=6
[ "${1:-}" != --quick ] || level=0
if [ "${1:-}" != --quick ] || [ -n "${XEPLOAI_SERVER:-}" ]; then
  # The package for servers: the program, its manual pages, completions, the guide.
  commit=$(git describe --always --dirty --exclude '*' --abbrev=10 2>/dev/null || echo unknown)
  home="${CARGO_HOME:-$HOME/.cargo}"
  server=${XEPLOAI_SERVER:-target/server/dist/xeploai}
  if [ -z "${XEPLOAI_SERVER:-}" ]; then
    XEPLOAI_COMMIT="$commit" CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$home=cargo"$'\x1f'"--remap-path-prefix=$PWD=." \
      cargo build --locked --profile dist --features parquet,sqlite --target-dir target/server
  fi
  root=target/dist/deb
  rm -rf "$root" && mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/man/man1" \
    "$root/usr/share/bash-completion/completions" "$root/usr/share/doc/xeploai" "$root/usr/share/xeploai"
  cp "$server" "$root/usr/bin/xeploai"
  # Of it the page of each branch is made.
  cp "$page" "$root/usr/share/xeploai/xeploai.html"
  "$root/usr/bin/xeploai" manual "$root/usr/share/man/man1"
  gzip -9n "$root"/usr/share/man/man1/*
  "$root/usr/bin/xeploai" completions bash >"$root/usr/share/bash-completion/completions/xeploai"
  cp LICENSE "$root/usr/share/doc/xeploai/copyright"
  guides "$root/usr/share/doc/xeploai"
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
  dpkg-deb --root-owner-group -Zxz -z"$level" --build "$root" "target/dist/xeploai_${version}_amd64.deb" >/dev/null
fi

(cd target/dist && sha256sum xeploai[-_]*.{zip,deb} >SHA256SUMS && ls -l xeploai[-_]*.{zip,deb})
