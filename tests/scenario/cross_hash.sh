#!/usr/bin/env bash
# cross_hash.sh BINARY...: every scenario must have the same run hash with each kscope binary, and
# with the first one in a second process. Run from the top of the source tree.
set -euo pipefail
if [[ $# -eq 0 ]]; then echo "usage: cross_hash.sh BINARY..." >&2; exit 2; fi

good=0
bad=0
mapfile -t scenarios < <(find scenarios -name '*.yaml' -not -path '*/data/*' | sort)

# Exit code 1 (a law or an expectation was broken) is an outcome like any other here.
run_hash() {  # run_hash BINARY SCENARIO
    local out status=0
    out=$("$1" run "$2" --quiet 2>/dev/null) || status=$?
    if ((status > 1)); then echo "exit code $status"; return; fi
    printf '%s\n' "$out" | tail -n 1
}

for scenario in "${scenarios[@]}"; do
    verdict=same
    first=$(run_hash "$1" "$scenario")
    if [[ ! "$first" =~ ^run\ hash:\ [0-9a-f]{32}$ ]]; then verdict="no run hash: $first"; fi
    for binary in "$@"; do
        other=$(run_hash "$binary" "$scenario")
        if [[ "$other" != "$first" ]]; then verdict="$1: $first; $binary: $other"; fi
    done
    if [[ "$verdict" == same ]]; then good=$((good + 1)); else bad=$((bad + 1)); fi
    printf '%s: %s\n' "$scenario" "$verdict"
done
printf 'run hashes: %d same, %d not\n' "$good" "$bad"
((bad == 0))
