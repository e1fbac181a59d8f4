#!/bin/sh
# Installs the servers and the browser that the tests start, from Debian's packages; elsewhere says what is missing.
set -eu

missing=""
need() { # need PACKAGE, then the programs of which one must be there
    package=$1
    shift
    for program in "$@"; do
        if command -v "$program" >/dev/null 2>&1 || ls $program >/dev/null 2>&1; then return; fi
    done
    missing="$missing $package"
}
need mariadb-server mariadbd /usr/sbin/mariadbd
need postgresql "/usr/lib/postgresql/*/bin/postgres"
need redis-server redis-server
need chromium chromium chromium-browser google-chrome
need fonts-liberation "/usr/share/fonts/truetype/*/*.ttf"

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # several packages
    apt-get install -qq -y --no-install-recommends $missing >/dev/null
else
    echo "The tests need these Debian packages, or the like:$missing" >&2
    exit 1
fi
