# shellcheck shell=bash
# What the scripts share: where the project is, and what it needs to build. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs apt-get as root: directly, through sudo, or not at all.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    return 1
  fi
}

has_library() { pkg-config --exists "$1" 2>/dev/null; }

missing_packages() {
  command -v pkg-config >/dev/null 2>&1 || echo pkg-config
  has_library sqlite3 || echo libsqlite3-dev
  has_library yaml-0.1 || echo libyaml-dev
  [ -e /usr/share/zoneinfo/Europe/London ] || echo tzdata
  if [ -d "$root/Sources/CLua" ] && ! has_library lua5.4 && ! has_library lua-5.4; then
    echo liblua5.4-dev
  fi
}

# Installs what is missing; with nothing missing it needs neither root nor a network.
install_requirements() {
  command -v swift >/dev/null 2>&1 ||
    fail "no Swift toolchain on the PATH. Bylaw needs Swift 6.2 or newer: https://www.swift.org/install/linux/"
  local missing
  missing=$(missing_packages | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null 2>&1 ||
    fail "these packages are missing, and there is no apt-get to install them: $missing"
  say "Installing with apt-get: $missing"
  # The names are meant to be split.
  # shellcheck disable=SC2086
  install_packages $missing ||
    fail "could not install them; as root, run: apt-get update && apt-get install -y $missing"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  if as_root apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1; then return 0; fi
  as_root apt-get update >/dev/null && as_root apt-get install -y --no-install-recommends "$@" >/dev/null
}

# Runs a command with its output in a file, and shows the file only when the command fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    local status=$?
    cat "$log" >&2
    rm -f "$log"
    return "$status"
  fi
}
