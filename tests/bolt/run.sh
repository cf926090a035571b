#!/bin/sh
# Installs Slack's client into the build tree (never into the source tree) and runs the contract.
# Usage: run.sh SOURCE_DIR WORK_DIR PATH_OF_PRIVMAN_SANDBOX
set -eu
source_dir=$1
work_dir=$2
sandbox=$3

mkdir -p "$work_dir"
cp "$source_dir/run.mjs" "$source_dir/sandbox.mjs" "$source_dir/package.json" "$work_dir/"
cp "$source_dir/package-lock.json" "$work_dir/"
if ! cmp -s "$source_dir/package-lock.json" "$work_dir/installed.json"; then
    (cd "$work_dir" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
    cp "$source_dir/package-lock.json" "$work_dir/installed.json"
fi
cd "$work_dir"
exec node run.mjs "$sandbox"
