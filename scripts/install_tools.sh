#!/bin/sh
# install_tools.sh WHAT_FOR PROGRAM:PACKAGE...: put Debian's programs where tests and measurements
# find them: with apt-get, where we may. No service is started by it.
# Exits 0 either way, loudly when something will have to do without.
set -u

PATH="$PATH:/usr/sbin:/sbin"
what_for=$1
shift
missing=
for each in "$@"; do
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
if ! command -v apt-get >/dev/null 2>&1 || ! ${as_root:-} true 2>/dev/null; then
    loud "SKIPPED: not installed, and no right (or no apt-get) to install:$missing.
What needs them among $what_for does not run."
    exit 0
fi

echo "Installing$missing for $what_for ..."
# postfix brings smtp-sink; its own daemon is not wanted.
echo 'postfix postfix/main_mailer_type select No configuration' \
    | $as_root debconf-set-selections 2>/dev/null
# A package of a server starts it, unless something on the PATH answers for systemd and init
# that it must not (RUNLEVEL=1, see invoke-rc.d(8)).
# shellcheck disable=SC2086
if $as_root apt-get update -qq \
    && $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    exit 0
fi
loud "SKIPPED: apt-get could not install$missing (its words are above).
What needs them among $what_for does not run."
