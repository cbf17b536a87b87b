#!/usr/bin/env bash
# What some tests look at things with: a terminal and a browser, from Debian, where we may install them.
# Without them those tests are skipped and say so; nothing else needs them.
missing=()
command -v tmux >/dev/null || missing+=(tmux)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ ${#missing[@]} -gt 0 ] || exit 0

# Nobody should wait for long where Debian cannot be reached.
apt() {
    local seconds=$1
    shift
    DEBIAN_FRONTEND=noninteractive timeout "$seconds" apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10 \
        -o Acquire::https::Timeout=10 "$@" >/dev/null 2>&1
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # A machine that has no lists yet fails at once.
    apt 150 install -y --no-install-recommends "${missing[@]}" && exit 0
    [ $? = 124 ] || { apt 40 update && apt 150 install -y --no-install-recommends "${missing[@]}" && exit 0; }
fi
echo "NOTE: ${missing[*]} not installed; tests that look at a terminal or a page are skipped" >&2
