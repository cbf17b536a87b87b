#!/usr/bin/env bash
# What some tests look at things with: a terminal and a browser, from Debian, where we may install them.
# Without them those tests are skipped and say so; nothing else needs them.
missing=()
command -v tmux >/dev/null || missing+=(tmux)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ ${#missing[@]} -gt 0 ] || exit 0

install() {
    DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    install || { timeout 120 apt-get update -qq >/dev/null 2>&1 && install; } && exit 0
fi
echo "NOTE: ${missing[*]} not installed; tests that look at a terminal or a page are skipped" >&2
