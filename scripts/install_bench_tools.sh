#!/bin/sh
# Put what `make bench` measures with where it finds it: with apt-get, where we may.
# Exits 0 either way, loudly when some lines will have to do without.
set -u

PATH="$PATH:/usr/sbin:/sbin"
missing=
for each in wrk:wrk redis-server:redis-server smtp-sink:postfix; do
    command -v "${each%%:*}" >/dev/null 2>&1 || missing="$missing ${each##*:}"
done
[ -n "$missing" ] || exit 0

loud() {
    printf '\n%s\n%s\n%s\n\n' \
        '======================================================================' \
        "$1" \
        '======================================================================' >&2
}

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root='sudo -n'
fi
if ! command -v apt-get >/dev/null 2>&1 || ! ${as_root:-true} true 2>/dev/null; then
    loud "SKIPPED: not installed, and no right (or no apt-get) to install:$missing.
The lines that need them are not measured."
    exit 0
fi

echo "Installing$missing for the measurements ..."
# postfix brings smtp-sink; its own daemon is not wanted, and policy-rc.d is not ours to set.
echo 'postfix postfix/main_mailer_type select No configuration' \
    | $as_root debconf-set-selections 2>/dev/null
# shellcheck disable=SC2086
if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
    $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    exit 0
fi
loud "SKIPPED: apt-get could not install$missing (its words are above).
The lines that need them are not measured."
