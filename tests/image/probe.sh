#!/usr/bin/env bash
# Can this machine build and run containers at all? Tried with the static PROGRAM in an image that is not ours.
#
#   tests/image/probe.sh SOURCE STORE PROGRAM
set -euo pipefail
source_dir=$1
store=$2
program=$3
for tool in buildah podman runc; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 1; }
done
source "$source_dir/tests/image/engine.sh"
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
cp "$program" "$context/probe"
printf 'FROM scratch\nCOPY probe /probe\n' >"$context/Dockerfile"
engine_build --quiet --tag localhost/probe:test "$context" >/dev/null
engine_run --rm localhost/probe:test /probe version >/dev/null
podman "${in_store[@]}" rmi --force localhost/probe:test >/dev/null
