#!/usr/bin/env bash
# Makes target/dist/xeploai.exe on Debian: static, with icon, version and manifest. Equal sources give
# equal bytes.
#
#   dist/windows.sh           as it is handed out
#   dist/windows.sh --quick   the same for a test: our own code hardly optimised
#
# No usable std for Windows of this age is prebuilt, so that Debian's own sources of it are built too. The
# target `win7` runs on old office computers and under Wine.
set -euo pipefail
cd "$(dirname "$0")/.."
target=x86_64-win7-windows-gnu
linker=x86_64-w64-mingw32-gcc

if ! [ -x /usr/bin/cargo ] || ! command -v "$linker" >/dev/null || ! [ -d /usr/lib/rustlib/src ] && ! [ -d /usr/src ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 >/dev/null
fi

commit=$(git describe --always --dirty --exclude '*' --abbrev=10 2>/dev/null || echo unknown)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
# The toolchain is Debian's; what lies where on this machine is no part of the program.
home="${CARGO_HOME:-$HOME/.cargo}"
profile=(--profile dist)
folder=dist
flags="--remap-path-prefix=$home=cargo --remap-path-prefix=$PWD=."
if [ "${1:-}" = --quick ]; then
  profile=(--release --config 'profile.release.package.xeploai.opt-level=0')
  folder=release
  flags=
fi

mkdir -p target/dist
quoted() { printf '\\"%s\\"' "$1"; }
(cd dist && x86_64-w64-mingw32-windres --codepage=65001 -O coff \
  -DVERSION="${version//./,},0" -DVERSION_TEXT="$(quoted "$version")" -DCOMMIT="$(quoted "$version ($commit)")" \
  xeploai.rc -o ../target/dist/resources.o)

env -u RUSTUP_TOOLCHAIN PATH=/usr/bin:/bin CARGO_HOME="$home" RUSTC_BOOTSTRAP=1 XEPLOAI_COMMIT="$commit" \
  CARGO_TARGET_X86_64_WIN7_WINDOWS_GNU_LINKER="$linker" \
  RUSTFLAGS="$flags" \
  /usr/bin/cargo rustc --locked "${profile[@]}" -Zbuild-std=std,panic_unwind --target "$target" \
  --target-dir target/windows --bin xeploai -- \
  -C link-arg=-static -C link-arg=-Wl,--no-insert-timestamp -C link-arg="$PWD/target/dist/resources.o"
cp "target/windows/$target/$folder/xeploai.exe" target/dist/xeploai.exe
ls -l target/dist/xeploai.exe

# Nothing but what Windows itself has, and nothing that speaks to the network.
imports=$(x86_64-w64-mingw32-objdump -p target/dist/xeploai.exe | sed -n 's/.*DLL Name: //p' | sort -fu)
printf 'imports: %s\n' "$(echo $imports)"
known='^(kernel32|ntdll|advapi32|bcrypt|bcryptprimitives|msvcrt|user32|userenv|shell32|ws2_32|api-ms-win-[a-z0-9-]*)\.dll$'
if printf '%s\n' "$imports" | grep -Eiv "$known"; then
  echo "the DLLs above are not part of Windows" >&2
  exit 1
fi
