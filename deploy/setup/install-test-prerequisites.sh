#!/usr/bin/env bash
# Installs what only the tests need: programs of others that read what we write, and a mail server. Says one line if it does, none if there is nothing to do.
set -euo pipefail

packages=(python3-icalendar python3-aiosmtpd)

missing=()
for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

die() {
    echo "$1" >&2
    exit 1
}

command -v apt-get > /dev/null || die "The tests need ${missing[*]}, and there is no apt-get: install them as your system does."

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    command -v sudo > /dev/null || die "The tests need ${missing[*]}: run 'apt-get install ${missing[*]}' as root."
    as_root=(sudo)
fi

echo "Installing ${missing[*]} with apt-get, for the tests."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" > "$log" 2>&1
}

if ! install && ! { "${as_root[@]}" apt-get update > "$log" 2>&1 && install; }; then
    cat "$log" >&2
    die "apt-get could not install ${missing[*]}; its output is above."
fi
