# Sourced by the other scripts: makes .venv once, and again only when what it depends on has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed; set PYTHON to it" >&2
    return 1
}

# prepare NAME REQUIREMENT...: install the requirements into .venv, unless the stamp says that this was done.
prepare() {
    local name=$1 stamp wanted
    shift
    [ -x .venv/bin/python ] || "$(find_python)" -m venv .venv
    stamp=.venv/installed-$name
    wanted=$(cat pyproject.toml constraints.txt scripts/common.sh; grep '^version' corpus/corpus.toml; echo "$@"; .venv/bin/python --version)
    if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "$@"
        printf '%s' "$wanted" >"$stamp"
    fi
}
