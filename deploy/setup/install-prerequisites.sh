#!/usr/bin/env bash
# Installs PostgreSQL 15 or newer, where it is missing. Says one line if it does, none if there is nothing to do.
# Debian's own cluster is neither made nor started: MoodleGrains runs servers of its own.
set -euo pipefail

OLDEST=15
CLUSTER_CONF=/etc/postgresql-common/createcluster.conf

# is_new_enough <folder>: whether a PostgreSQL server of OLDEST or newer is there
is_new_enough() {
    local major
    [[ -x $1/initdb && -x $1/pg_ctl && -x $1/postgres ]] || return 1
    major=$("$1/postgres" --version | grep -oE '[0-9]+' | head -n 1)
    [[ $major -ge $OLDEST ]]
}

is_installed() {
    local folder
    for folder in /usr/lib/postgresql/*/bin; do
        is_new_enough "$folder" && return 0
    done
    if command -v pg_config > /dev/null && is_new_enough "$(pg_config --bindir)"; then
        return 0
    fi
    command -v pg_ctl > /dev/null && is_new_enough "$(dirname "$(command -v pg_ctl)")"
}

die() {
    echo "$1" >&2
    exit 1
}

if is_installed; then
    exit 0
fi

command -v apt-get > /dev/null || die "PostgreSQL $OLDEST or newer is missing, and there is no apt-get: install it as your system does, or put its bin folder on PATH."

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    command -v sudo > /dev/null || die "PostgreSQL $OLDEST or newer is missing: run 'apt-get install postgresql' as root."
    as_root=(sudo)
fi

log=$(mktemp)

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" > "$log" 2>&1
}

# install <package>: with the lists that are there, else with fresh ones
install() {
    if apt "$1"; then
        return
    fi
    if "${as_root[@]}" apt-get update > "$log" 2>&1 && apt "$1"; then
        return
    fi
    cat "$log" >&2
    die "apt-get could not install $1; its output is above."
}

echo "Installing PostgreSQL with apt-get, without a cluster of Debian's own."
install postgresql-common

# Only for this installation: what the administrator wished for later ones is put back.
saved=$(mktemp)
cp "$CLUSTER_CONF" "$saved" 2> /dev/null || : > "$saved"
restore() {
    "${as_root[@]}" tee "$CLUSTER_CONF" < "$saved" > /dev/null
    rm -f "$saved" "$log"
}
trap restore EXIT
echo "create_main_cluster = false" | "${as_root[@]}" tee "$CLUSTER_CONF" > /dev/null

install postgresql
is_installed || die "This system's newest PostgreSQL is older than $OLDEST: see https://wiki.postgresql.org/wiki/Apt for newer ones."
