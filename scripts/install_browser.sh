#!/bin/sh
# Put chromium where the browser tests find it: with apt-get, where we may.
# Exits 0 either way, loudly when the tests will have to do without.
set -u

if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then
    exit 0
fi
if command -v chromium >/dev/null 2>&1; then
    exit 0
fi

loud() {
    printf '\n%s\n%s\n%s\n\n' \
        '======================================================================' \
        "$1" \
        '======================================================================' >&2
}

if ! command -v apt-get >/dev/null 2>&1; then
    loud "SKIPPED: no chromium, and no apt-get to install it with.
The browser tests will not run. Install chromium, or name one: CHROMIUM=/path/to/it."
    exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        loud "SKIPPED: no chromium, and no right to install it.
The browser tests will not run. Install it (sudo apt-get install chromium),
or name one: CHROMIUM=/path/to/it."
        exit 0
    fi
fi

echo 'Installing chromium for the browser tests ...'
if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
    $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
    exit 0
fi
loud "SKIPPED: apt-get could not install chromium (its words are above).
The browser tests will not run."
