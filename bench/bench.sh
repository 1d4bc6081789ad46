#!/usr/bin/env bash
# One command: build what is missing, start the mock upstream, run every target, print the table.
#   ./bench.sh [options of bench.py]      ./bench.sh setup      builds and installs only
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export BENCH_WORK=${BENCH_WORK:-${TMPDIR:-/tmp}/wictz-bench}
mkdir -p "$BENCH_WORK/src"
note() { echo "setup: $*" >&2; }

need=(); for p in wrk nginx gcc; do command -v $p >/dev/null || need+=($p); done
if [ ${#need[@]} -gt 0 ] && command -v apt-get >/dev/null; then
  note "installing ${need[*]}"; apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${need[@]/nginx/nginx-light}" >/dev/null
fi
for p in mock_upstream sseload; do
  [ "$BENCH_WORK/$p" -nt "$here/src/$p.c" ] || gcc -O2 -w -o "$BENCH_WORK/$p" "$here/src/$p.c"
done
if [ ! "$BENCH_WORK/floor/.stamp" -nt "$here/dotnet/floor/Program.cs" ]; then   # from a copy outside, so that the portal's build settings do not apply
  rm -rf "$BENCH_WORK/src/floor"; cp -r "$here/dotnet/floor" "$BENCH_WORK/src/floor"
  dotnet publish "$BENCH_WORK/src/floor" -c Release -o "$BENCH_WORK/floor" --nologo -v q >&2 && touch "$BENCH_WORK/floor/.stamp"
fi
dotnet publish "$here/../WictzPortal" -c Release -o "$BENCH_WORK/portal" --nologo -v q >&2
dotnet publish "$here/dotnet/micro" -c Release -o "$BENCH_WORK/micro" --nologo -v q >&2 || { rm -rf "$BENCH_WORK/micro"; note "the micro-benchmark does not build: its rows are left out"; }
[ "${1:-}" = setup ] && exit 0
exec python3 "$here/bench.py" "$@"
