#!/usr/bin/env bash
# The portal under steady load with every fifth call hung up on; prints what it holds every 10 s, and how fast that grows.
#   ./soak.sh MINUTES [options of soak.py]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export BENCH_WORK=${BENCH_WORK:-${TMPDIR:-/tmp}/wictz-bench}
case "${1:-}" in ''|*[!0-9.]*) sed -n '2,3p' "$0"; exit 2 ;; esac
"$here/bench.sh" setup
exec python3 "$here/soak.py" "$@"
