# Shared by the scripts beside it; sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Compilers side by side: one per core, and no more than two gigabytes of free memory for each allow.
job_count() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1048576 / 2) }' /proc/meminfo)
    ((memory < 1)) && memory=1
    echo $((cores < memory ? cores : memory))
}

# C++ sources of this repository that git knows or would add, one per line, relative to its top.
all_sources() {
    if git -C "$root" rev-parse --git-dir >/dev/null 2>&1; then
        (cd "$root" && git ls-files --cached --others --exclude-standard -- '*.cpp' '*.hpp' |
            while IFS= read -r file; do [[ -f $file ]] && echo "$file"; done)
    else
        (cd "$root" && find src sandbox tests bench -name '*.cpp' -o -name '*.hpp' | sort)
    fi
}

# The commit that changes are counted from: where this branch left the main one, or the commit before. Fails when there is
# no such commit (a first commit, a shallow checkout, no repository).
base_commit() {
    local head base candidate
    head=$(git -C "$root" rev-parse --verify --quiet HEAD) || return 1
    for candidate in "${CI_BASE:-}" origin/HEAD origin/main main; do
        [[ -n $candidate ]] || continue
        base=$(git -C "$root" merge-base HEAD "$candidate" 2>/dev/null) || continue
        [[ $base != "$head" ]] && echo "$base" && return 0
    done
    git -C "$root" rev-parse --verify --quiet HEAD~1
}

# C++ sources that differ from the commit given, committed or not.
changed_sources() {
    (cd "$root" && {
        git diff --name-only --diff-filter=d "$1" -- '*.cpp' '*.hpp'
        git ls-files --others --exclude-standard -- '*.cpp' '*.hpp'
    } | sort -u)
}
