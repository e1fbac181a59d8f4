#!/bin/sh
# Makes .venv with the packages of a lock file: install.sh PYTHON REQUIREMENTS
set -eu
python=$1
requirements=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Loopwright needs Python 3.11 or newer, but “$python” is not. Name another one: make run PYTHON=python3.12" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python$version-venv, which Debian keeps apart from Python."
        apt-get update -qq && apt-get install -qq -y --no-install-recommends "python$version-venv" >/dev/null
    else
        echo "This Python cannot make a virtual environment. On Debian: sudo apt-get install python$version-venv" >&2
        exit 1
    fi
fi
if [ ! -x .venv/bin/python ]; then
    "$python" -m venv .venv
fi
echo "Installing the packages of $requirements …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$requirements"
