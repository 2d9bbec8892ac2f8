#!/usr/bin/env bash
# Fills fuzz/corpus/ with seeds: the files of tests/corpus/, their sheets, the profiles.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p corpus/package corpus/sheet corpus/values corpus/profile
n=0
find ../tests/corpus -name '*.xls*' -size -40k -print | LC_ALL=C sort | while read -r file; do
  n=$((n + 1))
  cp "$file" "corpus/package/$n"
  unzip -p "$file" xl/worksheets/sheet2.xml >"corpus/sheet/$n" 2>/dev/null || rm -f "corpus/sheet/$n"
done
n=0
grep -oh '"[^"]*"' ../templates/2019-hd21/form.toml ../templates/2019-hd21/rules.toml ../tests/fuzz/values.rs |
  tr -d '"' | LC_ALL=C sort -u | while read -r word; do
  n=$((n + 1))
  printf '%s' "$word" >"corpus/values/$n"
done
{ printf '\000'; cat ../templates/2019-hd21/form.toml; } >corpus/profile/form
{ printf '\001'; cat ../templates/2019-hd21/rules.toml; } >corpus/profile/rules
{ printf '\002'; cat ../templates/2019-hd21/consolidated.toml; } >corpus/profile/consolidated
printf '\003extends = "2019-hd21"\nyears = [2020]\n[form.members]\norder = ["number", "card"]\ndrop = ["ethnicity"]\n' >corpus/profile/overlay
{ printf '\004'; cat ../templates/workspace.toml; } >corpus/profile/workspace
