#!/usr/bin/env bash
# Makes target/dist/xeploai.exe on Debian: static, with icon, version and manifest. Equal sources give
# equal bytes, wherever they lie.
#
#   dist/windows.sh           as it is handed out: for Windows 7 and later, small
#   dist/windows.sh --quick   for a test: for Windows 10 and later, not optimised
#
# No std for Windows 7 is prebuilt, so that Debian's own sources of it are built too: minutes, which a test does
# not have. For Windows 10 rustup has one.
set -euo pipefail
cd "$(dirname "$0")/.."
quick=
[ "${1:-}" != --quick ] || quick=1
# Of Debian's two compilers the one that needs no library of threads besides.
linker=x86_64-w64-mingw32-gcc-win32
packages=(gcc-mingw-w64-x86-64-win32)
[ -n "$quick" ] || packages+=(rustc-web cargo-web rust-web-src)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

commit=$(git describe --always --dirty --exclude '*' --abbrev=10 2>/dev/null || echo unknown)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
mkdir -p target/dist
quoted() { printf '\\"%s\\"' "$1"; }
(cd dist && x86_64-w64-mingw32-windres --codepage=65001 -O coff \
  -DVERSION="${version//./,},0" -DVERSION_TEXT="$(quoted "$version")" -DCOMMIT="$(quoted "$version ($commit)")" \
  xeploai.rc -o ../target/dist/resources.o)
# The path of the resources is relative: whatever the compiler is told is hashed into the names of symbols.
link=(-C link-arg=-static -C link-arg=-Wl,--no-insert-timestamp -C link-arg=target/dist/resources.o)
export XEPLOAI_COMMIT="$commit"

if [ -n "$quick" ]; then
  target=x86_64-pc-windows-gnu
  [ -d "$(rustc --print target-libdir --target "$target")" ] || rustup target add "$target"
  CARGO_INCREMENTAL=0 CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER="$linker" \
    RUSTFLAGS="-C opt-level=0 -C debuginfo=0 -C debug-assertions=off -C overflow-checks=off -C strip=symbols" \
    cargo rustc --locked --target "$target" --target-dir target/windows --bin xeploai -- "${link[@]}"
  cp "target/windows/$target/debug/xeploai.exe" target/dist/xeploai.exe
else
  target=x86_64-win7-windows-gnu
  # The toolchain is Debian's; what lies where on this machine is no part of the program.
  home="${CARGO_HOME:-$HOME/.cargo}"
  # It is sent by mail and chat, and carried on sticks: small, but where each byte of a form passes. As one piece with
  # std, so that nothing of std is left that nothing calls: its sockets first of all.
  profile=(--profile dist --config 'profile.dist.lto="fat"' --config 'profile.dist.opt-level="s"')
  for it in calamine crc32fast memchr quick-xml sha2 zip zlib-rs; do
    profile+=(--config "profile.dist.package.$it.opt-level=3")
  done
  env -u RUSTUP_TOOLCHAIN PATH=/usr/bin:/bin CARGO_HOME="$home" RUSTC_BOOTSTRAP=1 \
    CARGO_TARGET_X86_64_WIN7_WINDOWS_GNU_LINKER="$linker" \
    CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$home=cargo"$'\x1f'"--remap-path-prefix=$PWD=." \
    /usr/bin/cargo rustc --locked "${profile[@]}" -Zbuild-std=std,panic_unwind -Zbuild-std-features=panic-unwind \
    --target "$target" --target-dir target/windows --bin xeploai -- "${link[@]}"
  cp "target/windows/$target/dist/xeploai.exe" target/dist/xeploai.exe
fi
ls -l target/dist/xeploai.exe

# Nothing but what Windows itself has, and nothing that speaks to the network.
imports=$(x86_64-w64-mingw32-objdump -p target/dist/xeploai.exe | awk '
  /Function Table/ { over = 1 }
  $1 == "DLL" { dll = tolower($3) }
  dll && !over && $1 ~ /^[0-9a-f]+$/ && $2 ~ /^[0-9]+$/ && NF == 3 { print dll, $3 }' | sort -u)
printf 'imports: %s\n' "$(cut -d' ' -f1 <<<"$imports" | uniq | paste -sd' ')"
known='^(kernel32|ntdll|advapi32|bcryptprimitives|msvcrt|user32|userenv|shell32|api-ms-win-[a-z0-9-]*)\.dll '
if [ -n "$quick" ]; then
  # The prebuilt std is linked as it is, and has these of its own; more of them somebody calls.
  std='GetHostNameW|WSA(Cleanup|DuplicateSocketW|GetLastError|Recv|Send|SocketW|Startup)|accept|bind|closesocket|connect'
  std+='|(free|get)addrinfo|get(peer|sock)name|[gs]etsockopt|ioctlsocket|listen|recv|recvfrom|select|send|sendto|shutdown'
  known="$known|^ws2_32\.dll ($std)\$"
fi
if ! grep -q . <<<"$imports" || grep -Ev "$known" <<<"$imports"; then
  echo "what is above is not part of Windows, or speaks to the network" >&2
  exit 1
fi
