#!/bin/sh
# Installs AWS's clients into the build tree (never into the source tree) and runs one of the contracts.
# Usage: run.sh SOURCE_DIR WORK_DIR CONTRACT.mjs PATH_OF_THE_PROGRAM
set -eu
source_dir=$1
work_dir=$2
contract=$3
program=$4

mkdir -p "$work_dir"
# Two contracts may begin at the same moment; only one of them installs.
exec 9>"$work_dir/lock"
flock 9
cp "$source_dir"/*.mjs "$source_dir/package.json" "$source_dir/package-lock.json" "$work_dir/"
cp "$source_dir/../bolt/sandbox.mjs" "$work_dir/"
if ! cmp -s "$source_dir/package-lock.json" "$work_dir/installed.json"; then
    (cd "$work_dir" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
    cp "$source_dir/package-lock.json" "$work_dir/installed.json"
fi
flock -u 9
cd "$work_dir"
# Neither keys nor endpoints of whoever runs the tests.
for name in $(env | sed -n 's/^\(AWS_[A-Z0-9_]*\)=.*/\1/p'); do unset "$name"; done
exec node "$contract" "$program"
