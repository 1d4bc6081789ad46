#!/usr/bin/env bash
# Runs every test, on SQLite and then on PostgreSQL, and ends with "N passed, N failed".
#   ./test.sh                 what CI runs
#   ./test.sh --long          also the long forms of the proofs
#   ./test.sh --filter NAME   only tests whose full name contains NAME
# A PostgreSQL server of its own is started in a temporary folder, unless PORTAL_TEST_POSTGRES names one.
set -euo pipefail
cd "$(dirname "$0")"

filter="Form!=Long"
while [ $# -gt 0 ]; do
  case "$1" in
    --long)   filter="${filter/Form!=Long/Form!=None}"; shift ;;
    --filter) filter="$filter&FullyQualifiedName~${2:?--filter needs a name}"; shift 2 ;;
    *)        sed -n '2,6p' "$0"; exit 2 ;;
  esac
done

# Databases by the thousand are made and dropped, so they live in memory where there is enough of it. The long forms make larger ones.
place=/tmp
if [[ "$filter" == Form!=Long* ]] && [ "$(df --output=avail /dev/shm 2>/dev/null | tail -1)" -gt $((6 * 1024 * 1024)) ] 2>/dev/null; then place=/dev/shm; fi
work=$(mktemp -d "$place/portal-tests.XXXXXX")
chmod 755 "$work"
mkdir "$work/tmp"
postgres_data=""

clean_up() {
  [ -z "$postgres_data" ] || as_postgres "$bin/pg_ctl" --pgdata "$postgres_data" --mode immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

say() { printf '\n== %s (%d min %02d s)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" -ne 0 ]; then "$@"; else runuser -u "$(id -un postgres 2>/dev/null || echo nobody)" -- "$@"; fi
}

install_missing() {
  local missing=()
  [ -x /usr/bin/chromium ] || missing+=(chromium)
  command -v weasyprint >/dev/null || missing+=(weasyprint fonts-dejavu-core)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  { command -v node && command -v npm; } >/dev/null || missing+=(nodejs npm)      # Google's SDK
  [ -n "${PORTAL_TEST_POSTGRES:-}" ] || [ -n "$(postgres_bin)" ] || missing+=(postgresql)
  [ ${#missing[@]} -gt 0 ] || return 0

  say "Installing ${missing[*]}"
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo --non-interactive"
  # shellcheck disable=SC2086
  { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    </dev/null >"$work/apt.log" 2>&1 || { tail -5 "$work/apt.log"; echo "Please install: ${missing[*]}"; exit 1; }
}

postgres_bin() {
  local candidate
  for candidate in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin; do
    if [ -x "$candidate/initdb" ]; then echo "$candidate"; return; fi
  done
}

start_postgres() {
  bin=$(postgres_bin)
  postgres_data="$work/postgres"
  mkdir "$postgres_data"
  [ "$(id -u)" -ne 0 ] || chown "$(id -un postgres 2>/dev/null || echo nobody)" "$postgres_data"
  as_postgres "$bin/initdb" --pgdata "$postgres_data" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 \
    --no-sync >/dev/null
  as_postgres "$bin/pg_ctl" --pgdata "$postgres_data" --wait --silent --log "$postgres_data/server.log" --options \
    "-k $postgres_data -c listen_addresses='' -c max_connections=200 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start
  export PORTAL_TEST_POSTGRES="Host=$postgres_data;Username=postgres"
}

run() {      # name, filter
  say "$1"
  TMPDIR="$work/tmp" dotnet test WictzPortal.Tests --no-build --nologo --filter "$2" --results-directory "$work/results" \
    --logger "trx;LogFilePrefix=$3" --logger "console;verbosity=minimal" </dev/null || failed_runs=$((failed_runs + 1))
}

count() { cat "$work"/results/*.trx 2>/dev/null | sed -n "s/.*<Counters .* $1=\"\([0-9]*\)\".*/\1/p" | awk "{ sum += \$1 } END { print sum + 0 }"; }

failed_runs=0
install_missing
say "Building"
dotnet build WictzPortal.Tests --nologo --verbosity quiet -terminalLogger:off -consoleLoggerParameters:NoSummary

given_postgres=${PORTAL_TEST_POSTGRES:-}
unset PORTAL_TEST_POSTGRES
run "On SQLite" "$filter" sqlite

if [ -n "$given_postgres" ]; then export PORTAL_TEST_POSTGRES=$given_postgres; else start_postgres; fi
# Protocols, pages and papers are the same on any database, and tested once.
run "On PostgreSQL: all that a database could change" \
  "$filter&Database!=Any&FullyQualifiedName!~.Browser.&FullyQualifiedName!~.Architecture." postgres

say "Done"
failed=$(count failed)
echo "$(count passed) passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$failed_runs" -eq 0 ]
