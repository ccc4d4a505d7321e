#!/bin/sh
# Makes .venv from a lock: `environment.sh requirements/dev.txt`. It says what it does, and does nothing when nothing changed.
set -eu
cd "$(dirname "$0")/.."
lock=$1
stamp=.venv/$(basename "$lock").sum
sum=$(cat "$lock" requirements/uv.txt | cksum)
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then exit 0; fi

fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; }
if [ ! -x .venv/bin/python ] || ! fits .venv/bin/python; then
    pinned=$(pyenv prefix "$(cat .python-version)" 2>/dev/null || true)
    for python in "${pinned:+$pinned/bin/python}" python3.13 python3.12 python3; do
        if [ -n "$python" ] && fits "$python"; then found=$python; break; fi
    done
    rm -rf .venv
    if [ -n "${found:-}" ]; then
        echo "Making .venv with $("$found" --version)"
        "$found" -m venv .venv
    elif command -v uv >/dev/null 2>&1; then
        echo "No Python 3.12 or 3.13 here: uv fetches one"
        uv venv --quiet --seed --python "$(cat .python-version)" .venv
    else
        echo "GO-PRO needs Python 3.12 or 3.13 with venv: install it (Debian: apt-get install python3 python3-venv), or uv, which fetches one." >&2
        exit 1
    fi
fi
echo "Installing what $lock names, each package checked against its hash"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
.venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes --requirement "$lock"
echo "$sum" >"$stamp"
