#!/usr/bin/env bash
# Builds and serves the portal: ./run.sh [--demo] [--urls URL] [--Any:Setting value]
# Needs nothing but the .NET 10 SDK. All flags are passed on to the portal.
set -euo pipefail

root=$(cd "$(dirname "$0")" && pwd)
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2; exit 1; }

echo "Building…"
dotnet build "$root/WictzPortal" --configuration Release --nologo --verbosity quiet -terminalLogger:off -consoleLoggerParameters:NoSummary

exec dotnet "$root/WictzPortal/bin/Release/net10.0/WictzPortal.dll" "$@"
