#!/usr/bin/env bash
# Tries the zip of dist/release.sh as a clerk would, under Wine, and holds its outputs to those of Linux:
# byte for byte. The .deb beside it is installed into a folder and run. Says how long it took.
#
#   dist/check.sh             makes the zip first, quickly (dist/release.sh --quick)
#   dist/check.sh FILE.zip    tries this one
#
# XEPLOAI_LINUX is the program to compare with, where it is not target/debug/xeploai.
#
# Wine shows no Explorer: that a double-click keeps its window, and that the browser opens, has to be tried by hand.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS
if ! [ -x /usr/lib/wine/wine64 ] || ! command -v x86_64-w64-mingw32-gcc-win32 >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends wine64 gcc-mingw-w64-x86-64-win32 >/dev/null
fi
zip=${1:-}
if [ -z "$zip" ]; then
  dist/release.sh --quick
  zip=$(ls target/dist/xeploai-*-windows.zip)
fi
program=${XEPLOAI_LINUX:-$PWD/target/debug/xeploai}
[ -x "$program" ] || cargo build
step() { printf '== %s (%d s)\n' "$*" $((SECONDS - started)); }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
has() { grep -qF -- "$2" "$1" || { cat "$1" >&2; fail "“$2” is not said"; }; }
same() { # FOLDER FOLDER: the same files with the same bytes, but for the journal, which alone says when
  for it in "$1" "$2"; do
    (cd "$it" && find . -type f ! -name '.*' ! -name nhat-ky.jsonl | sort | xargs -d '\n' sha256sum) >"$WINEPREFIX/sums-$([ "$it" = "$1" ] && echo a || echo b)"
  done
  diff "$WINEPREFIX/sums-a" "$WINEPREFIX/sums-b" || fail "$1 and $2 differ"
}

export WINEPREFIX="$PWD/target/wine-check" WINEDEBUG=-all WINEARCH=win64 LC_ALL=C.UTF-8
export WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe=' XEPLOAI_OPEN=never
wine() { /usr/lib/wine/wine64 "$@"; }
# What Windows calls a path of this machine.
path() { case $1 in "$WINEPREFIX/drive_c"*) printf 'C:%s' "${1#"$WINEPREFIX/drive_c"}" ;; *) printf 'Z:%s' "$1" ;; esac | tr / '\\'; }
rm -rf "$WINEPREFIX"
trap '/usr/lib/wine/wineserver64 -k 2>/dev/null || true' EXIT

step "what is in the zip"
unpacked="$PWD/target/wine-check-zip"
rm -rf "$unpacked"
python3 - "$zip" "$unpacked" <<'PY'
import sys, zipfile
zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])
PY
for it in xeploai.exe xeploai.html HUONG-DAN.html phieu-chi-bo.html tra-cuu.html LICENSE.txt SHA256SUMS.txt mau/binh-an-2026/xeploai.toml; do
  [ -s "$unpacked/$it" ] || fail "the zip has no $it"
done
forms() { find "$1" -name '*.xlsx' -printf '%P\n' | sort; }
diff <(forms samples/binh-an-2026/nop) <(forms "$unpacked/mau/binh-an-2026/nop") || fail "the sample in the zip is not whole"
# The list has each file, and each sum is right, as `certutil -hashfile` shows it.
sums=target/wine-check-sums.txt
sed '1s/^\xEF\xBB\xBF//; s/\r$//' "$unpacked/SHA256SUMS.txt" >"$sums"
(cd "$unpacked" && sha256sum --quiet --strict -c -) <"$sums" || fail "the sums are not those of the files"
diff <(cut -c67- "$sums") <(cd "$unpacked" && find . -type f ! -name SHA256SUMS.txt -printf '%P\n' | sort) || fail "the list of sums has not each file"
# And so has the list beside the zip.
(cd "$(dirname "$zip")" && grep -qF "$(basename "$zip")" SHA256SUMS && sha256sum --quiet --strict -c SHA256SUMS) || fail "the sum of the zip is not the one beside it"

step "a fresh prefix"
wine wineboot --init >/dev/null 2>&1 || true
system="$WINEPREFIX/drive_c/windows/system32"
[ -e "$system/bcryptprimitives.dll" ] || x86_64-w64-mingw32-gcc-win32 -O1 -shared -nostartfiles -Wl,-e,DllMain -o "$system/bcryptprimitives.dll" dist/prng.c -ladvapi32 -lkernel32
user=$(find "$WINEPREFIX/drive_c/users" -mindepth 1 -maxdepth 1 ! -name Public | head -1)
desk="$user/Xếp loại cuối năm 2020"
mv "$unpacked" "$desk"
exe="$desk/xeploai.exe"
# The page lies beside the program here too: it is put beside each form.
linux="$PWD/target/wine-check-program/xeploai"
rm -rf target/wine-check-program && mkdir -p target/wine-check-program
cp "$program" "$linux" && cp "$desk/xeploai.html" target/wine-check-program/

step "version"
wine "$exe" --version >"$WINEPREFIX/out.txt"
cat "$WINEPREFIX/out.txt"
commit='[0-9a-f]{10}(-dirty)?'
git rev-parse HEAD >/dev/null 2>&1 || commit=unknown
version="^xeploai [0-9.]+ \\($commit\\)"
grep -Eq "$version" "$WINEPREFIX/out.txt" || fail "--version names no commit"
for it in templates/2*/; do has "$WINEPREFIX/out.txt" "$(basename "$it")"; done

step "without arguments, answers scripted: commune, year, 13 branches pasted, folder, forms"
python3 - samples/binh-an-2020/xeploai.toml >target/wine-check/answers.txt <<'PY'
import sys, tomllib
rows = tomllib.load(open(sys.argv[1], "rb"))["branch"]
print("xã Bình An\n2020")
print("Mã\tTên chi bộ\tLoại hình\tSố đảng viên\tLiên hệ")
for it in rows:
    print(it["code"], it["name"], it["kind"], it["members"], it["contact"], sep="\t")
print("\n\nbinh-an-2020\n")
PY
other="$PWD/target/wine-check-linux"
rm -rf "$other" && mkdir -p "$other"
(cd "$desk" && wine ./xeploai.exe <"$WINEPREFIX/answers.txt" >"$WINEPREFIX/out.txt")
(cd "$other" && "$linux" <"$WINEPREFIX/answers.txt" >/dev/null)
has "$WINEPREFIX/out.txt" "13 chi bộ"
same "$desk/binh-an-2020" "$other/binh-an-2020"
for it in xlsx html; do
  [ "$(find "$desk/binh-an-2020/ket-qua/bieu-mau" -name "*.$it" | wc -l)" = 13 ] || fail "there are not 13 forms, each with its page"
done

step "forms dropped in, the exe again: every output as on Linux"
cp -r samples/binh-an-2020/nop/. "$desk/binh-an-2020/nop/"
cp -r samples/binh-an-2020/nop/. "$other/binh-an-2020/nop/"
(cd "$desk" && wine ./xeploai.exe </dev/null >"$WINEPREFIX/out.txt" 2>"$WINEPREFIX/err.txt") || { cat "$WINEPREFIX/err.txt"; fail "exit code $?"; }
(cd "$other" && "$linux" </dev/null >/dev/null 2>&1)
has "$WINEPREFIX/out.txt" "13/13 chi bộ"
cat "$WINEPREFIX/out.txt"
same "$desk/binh-an-2020/ket-qua" "$other/binh-an-2020/ket-qua"
cmp "$desk/binh-an-2020/ket-qua/tong-hop-2020.xlsx" "$other/binh-an-2020/ket-qua/tong-hop-2020.xlsx"

step "the sample with mistakes, dropped as a folder"
mkdir "$user/xã có lỗi" && cp -r samples/binh-an-2020-loi/{xeploai.toml,nop} "$user/xã có lỗi/"
cp -r "$user/xã có lỗi" "$other/loi"
code=0; wine "$exe" "$(path "$user/xã có lỗi")" >"$WINEPREFIX/out.txt" 2>&1 </dev/null || code=$?
[ "$code" = 1 ] || { cat "$WINEPREFIX/out.txt"; fail "exit code $code"; }
(cd "$other" && "$linux" consolidate loi >/dev/null 2>&1) || true
same "$user/xã có lỗi/ket-qua" "$other/loi/ket-qua"

step "an output open elsewhere, a locked input, a locked table"
x86_64-w64-mingw32-gcc-win32 -municode -O1 -o "$WINEPREFIX/hold.exe" dist/hold.c
held() { # SHARE FILE: holds it while the program runs on $work, once
  local share=$1 file=$2
  mkfifo "$WINEPREFIX/stop"
  wine "$WINEPREFIX/hold.exe" "$share" "$(path "$file")" <"$WINEPREFIX/stop" >"$WINEPREFIX/held.txt" 2>&1 &
  exec 9>"$WINEPREFIX/stop"
  for _ in $(seq 200); do grep -q held "$WINEPREFIX/held.txt" && break; sleep 0.05; done
  grep -q held "$WINEPREFIX/held.txt" || { cat "$WINEPREFIX/held.txt"; fail "the file could not be held"; }
  code=0; (cd "$work" && wine "$exe" tong-hop . >"$WINEPREFIX/out.txt" 2>"$WINEPREFIX/err.txt" </dev/null) || code=$?
  exec 9>&-; wait $! || true; rm -f "$WINEPREFIX/stop"
  tr -d '\r' <"$WINEPREFIX/err.txt" | grep -v '^đã ghi' | sed 's/^/    /' || true
}
work="$desk/binh-an-2020"
book="$work/ket-qua/tong-hop-2020.xlsx"
echo "  Excel has the workbook open, which is as it should be:"
held 1 "$book"; [ "$code" = 0 ] || fail "exit code $code"
[ ! -e "$work/ket-qua/tong-hop-2020 (2).xlsx" ] || fail "equal bytes were written beside"
echo "  Excel has the workbook open, and another is to be written:"
cp "$work/xeploai.toml" "$WINEPREFIX/settings.toml"
sed -i 's/^place = "[^"]*"/place = "Nơi khác"/' "$work/xeploai.toml"
held 1 "$book"; [ "$code" = 0 ] || fail "exit code $code"
has "$WINEPREFIX/err.txt" "đang mở trong chương trình khác"
cmp -s "$work/ket-qua/tong-hop-2020 (2).xlsx" "$book" && fail "the old workbook was written beside"
rm "$work/ket-qua/tong-hop-2020 (2).xlsx"; cp "$WINEPREFIX/settings.toml" "$work/xeploai.toml"
echo "  nobody else may even read it:"
held 0 "$book"; [ "$code" = 0 ] || fail "exit code $code"
has "$WINEPREFIX/err.txt" "tong-hop-2020 (2).xlsx"; rm "$work/ket-qua/tong-hop-2020 (2).xlsx"
echo "  somebody typed into it, and still has it open:"
cp "$book" "$WINEPREFIX/own.xlsx"; printf 'x' >>"$book"; cp "$book" "$WINEPREFIX/typed.xlsx"
held 1 "$book"; [ "$code" = 0 ] || fail "exit code $code"
cmp "$book" "$WINEPREFIX/typed.xlsx"; cmp "$work/ket-qua/tong-hop-2020 (2).xlsx" "$WINEPREFIX/own.xlsx"
mv "$work/ket-qua/tong-hop-2020 (2).xlsx" "$book"
echo "  a form that nobody else may read:"
form=$(find "$work/nop" -maxdepth 1 -name '*.xlsx' | sort | head -1)
held 0 "$form"; [ "$code" = 1 ] || fail "exit code $code"
has "$WINEPREFIX/out.txt" "B006"; grep -F "B006" "$WINEPREFIX/out.txt" | sed 's/^/    /'
echo "  the table of branches:"
held 0 "$work/chi-bo.xlsx"; [ "$code" = 2 ] || fail "exit code $code"
has "$WINEPREFIX/err.txt" "không mở được bảng chi bộ"

step "a long path, a drive root, a share, a full disk"
long="$user"
while [ ${#long} -lt 330 ]; do long="$long/Thư mục có tên dài của Đảng ủy xã"; done
mkdir -p "$long" && cp -r "$work" "$long/"
# No program of Windows stands in such a folder, but it may be named.
code=0; wine "$exe" tong-hop "$(path "$long/binh-an-2020")" >"$WINEPREFIX/out.txt" 2>&1 </dev/null || code=$?
[ "$code" = 0 ] || { cat "$WINEPREFIX/out.txt"; fail "a path of ${#long} characters: exit code $code"; }
cmp "$long/binh-an-2020/ket-qua/tong-hop-2020.xlsx" "$WINEPREFIX/own.xlsx"
mkdir -p "$WINEPREFIX/root" && cp -r "$work/." "$WINEPREFIX/root/" && ln -sfn "$WINEPREFIX/root" "$WINEPREFIX/dosdevices/x:"
code=0; wine "$exe" 'x:\' >"$WINEPREFIX/out.txt" 2>&1 </dev/null || code=$?
[ "$code" = 0 ] || { cat "$WINEPREFIX/out.txt"; fail "a drive root: exit code $code"; }
cmp "$WINEPREFIX/root/ket-qua/tong-hop-2020.xlsx" "$WINEPREFIX/own.xlsx"
mkdir -p "$WINEPREFIX/dosdevices/unc/may-chu" && ln -sfn "$WINEPREFIX/root" "$WINEPREFIX/dosdevices/unc/may-chu/chung"
code=0; wine "$exe" tong-hop '\\may-chu\chung' >"$WINEPREFIX/out.txt" 2>&1 </dev/null || code=$?
[ "$code" = 0 ] || { cat "$WINEPREFIX/out.txt"; fail "a share: exit code $code"; }
full="$WINEPREFIX/full"
mkdir -p "$full"
if mount -t tmpfs -o size=700k tmpfs "$full" 2>/dev/null; then
  cp -r "$work/xeploai.toml" "$work/chi-bo.xlsx" "$work/nop" "$full/" && mkdir "$full/ket-qua"
  dd if=/dev/zero of="$full/day" bs=1k 2>/dev/null || true
  ln -sfn "$full" "$WINEPREFIX/dosdevices/y:"
  code=0; wine "$exe" tong-hop 'y:\' >"$WINEPREFIX/out.txt" 2>"$WINEPREFIX/err.txt" </dev/null || code=$?
  left=$(find "$full/ket-qua" -name '*.xlsx' | wc -l)
  umount "$full"
  sed 's/^/    /' "$WINEPREFIX/err.txt"
  [ "$code" = 2 ] && [ "$left" = 0 ] || fail "a full disk: exit code $code, $left workbooks"
  has "$WINEPREFIX/err.txt" "ổ đĩa đã đầy"
else
  echo "  NOT TRIED: no disk could be filled here (mount is not allowed)"
fi

deb=$(find "$(dirname "$zip")" -maxdepth 1 -name 'xeploai_*_amd64.deb')
if [ -n "$deb" ]; then
  step "the package for servers"
  root="$PWD/target/wine-check-deb"
  # Installed into a folder with a list of packages of its own, in which there is nothing that it depends on.
  rm -rf "$root" && mkdir -p "$root"/var/lib/dpkg/{info,updates} && touch "$root"/var/lib/dpkg/{status,available}
  dpkg --root="$root" --log=/dev/null --force-depends --install "$deb" >/dev/null 2>&1 || fail "the package cannot be installed"
  for it in bin/xeploai share/xeploai/xeploai.html share/man/man1/xeploai.1.gz share/bash-completion/completions/xeploai \
    share/doc/xeploai/copyright share/doc/xeploai/HUONG-DAN.html share/doc/xeploai/phieu-chi-bo.html; do
    [ -s "$root/usr/$it" ] || fail "the package has no /usr/$it"
  done
  dpkg-deb --field "$deb" Package Version Architecture Depends
  "$root/usr/bin/xeploai" --version | tee "$WINEPREFIX/out.txt"
  # A program of somebody else's making (XEPLOAI_SERVER) need not know its commit.
  [ -n "${XEPLOAI_SERVER:-}" ] || grep -Eq "$version" "$WINEPREFIX/out.txt" || fail "--version names no commit"
  # No function that opens or names a socket is called: std itself has one for its child processes, `socketpair`.
  named=$(objdump -T "$root/usr/bin/xeploai" | grep -Eow 'socket|connect|bind|listen|accept4?|getaddrinfo|sendto' || true)
  [ -z "$named" ] || fail "the program can speak to the network: $named"
  # The same answers and forms as above; it finds the page in its own share.
  mkdir "$root/xã"
  (cd "$root/xã" && "$root/usr/bin/xeploai" <"$WINEPREFIX/answers.txt" >/dev/null)
  cp -r samples/binh-an-2020/nop/. "$root/xã/binh-an-2020/nop/"
  (cd "$root/xã" && "$root/usr/bin/xeploai" </dev/null >/dev/null 2>&1) || fail "the program of the package: exit code $?"
  same "$root/xã/binh-an-2020/ket-qua" "$other/binh-an-2020/ket-qua"
  dpkg --root="$root" --log=/dev/null --remove xeploai >/dev/null || fail "the package cannot be removed"
fi
step "all of it holds"
