#!/usr/bin/env bash
# Does a fresh clone of HEAD work, and does it work again without a network? Uncommitted changes are not in it.
#   tools/fresh.sh [targets]        default: sim test
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- sim test
targets=("$@")

if [ -n "$(git status --porcelain)" ]; then
    echo "NOTE: there are uncommitted changes; they are not part of this." >&2
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
git clone --quiet --no-hardlinks . "$place/clone"
cd "$place/clone"
timings=()

run() {
    local name=$1 begin=$SECONDS
    shift
    echo "=== $name"
    "$@"
    timings+=("$(printf '%-28s %4d s' "$name" $((SECONDS - begin)))")
}

# A network namespace of its own has no way out; the loopback stays, since tests may talk to themselves.
alone=()
if unshare --net true 2>/dev/null; then
    alone=(unshare --net)
elif unshare --map-root-user --net true 2>/dev/null; then
    alone=(unshare --map-root-user --net)
fi
without_network() {
    "${alone[@]}" bash -c '
        ip link set lo up 2>/dev/null || echo "NOTE: no loopback in there" >&2
        if [ "$(wc -l < /proc/net/route)" -gt 1 ]; then
            echo "the network is still there" >&2
            exit 1
        fi
        exec "$@"' bash "$@"
}

for target in "${targets[@]}"; do run "make $target, fresh" make "$target"; done
if [ ${#alone[@]} -gt 0 ]; then
    for target in "${targets[@]}"; do run "make $target, no network" without_network make "$target"; done
else
    echo "SKIPPED: this machine does not let us cut the network (unshare); the second half did not run." >&2
fi

if [ -n "$(git status --porcelain)" ]; then
    echo "the run left files behind that git does not ignore:" >&2
    git status --short >&2
    exit 1
fi
printf '%s\n' "${timings[@]}"
[ ${#alone[@]} -gt 0 ] || echo "without network: SKIPPED"
