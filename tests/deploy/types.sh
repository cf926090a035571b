#!/bin/sh
# Installs AWS's resource specification into the build tree (never into the source tree) and checks the template against it.
# Usage: types.sh SOURCE_DIR WORK_DIR DEPLOY_DIR PYTHON
set -eu
source_dir=$1
work_dir=$2
deploy_dir=$3
python=$4

mkdir -p "$work_dir"
cp "$source_dir/types.mjs" "$source_dir/package.json" "$source_dir/package-lock.json" "$work_dir/"
if ! cmp -s "$source_dir/package-lock.json" "$work_dir/installed.json"; then
    (cd "$work_dir" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
    cp "$source_dir/package-lock.json" "$work_dir/installed.json"
fi
PYTHONPATH=$source_dir "$python" -B -c 'import json, deployments; print(json.dumps(deployments.template(), default=str))' \
    "$deploy_dir" >"$work_dir/template.json"
cd "$work_dir"
exec node types.mjs template.json
