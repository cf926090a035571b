#!/usr/bin/env bash
# Builds the image as localhost/privman-slack:test into the folder STORE.
#
#   tests/image/build.sh SOURCE STORE PROGRAM
#
# PRIVMAN_IMAGE=full runs the whole Dockerfile: it compiles, on a base made here by debootstrap with this machine's package
# sources. Otherwise the static PROGRAM that the release tree has just built goes into the last stage, word for word the
# Dockerfile's.
set -euo pipefail
source_dir=$1
store=$2
program=$3
source "$source_dir/tests/image/engine.sh"

tag=localhost/privman-slack:test
base=docker.io/library/debian:bookworm-slim
# "privman-slack 0.1.0 (commit abc1234, Release)": the label must say what the program says.
commit=$("$program" version | sed -nE 's/.*\(commit ([^,]+),.*/\1/p')
[[ -n $commit ]] || { echo "the program does not say which commit it is" >&2; exit 1; }

# Stands in for the public image, which a build machine without a registry cannot fetch. Kept from run to run.
make_base() {
    local cache=${PRIVMAN_IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/privman-slack-image} tar container
    tar=$cache/bookworm.tar
    if [[ ! -s $tar ]]; then
        mkdir -p "$cache"
        local folder
        folder=$(mktemp -d "$cache/base.XXXXXX")
        debootstrap --variant=minbase bookworm "$folder/root" >"$folder/log" 2>&1 || { tail -n 20 "$folder/log" >&2; return 1; }
        tar -C "$folder/root" --create --file "$tar.new" . && mv "$tar.new" "$tar"
        rm -rf "$folder"
    fi
    container=$(buildah "${in_store[@]}" from scratch)
    buildah "${in_store[@]}" add --quiet "$container" "$tar" / >/dev/null
    buildah "${in_store[@]}" commit --quiet --rm "$container" "$base" >/dev/null
}

begun=$SECONDS
if [[ ${PRIVMAN_IMAGE:-} == full ]]; then
    buildah "${in_store[@]}" inspect --type image "$base" >/dev/null 2>&1 || make_base
    # Mounted, not copied: no layer ever holds this machine's package sources.
    engine_build --build-arg COMMIT="$commit" --volume /etc/apt:/etc/apt:ro \
        --volume /usr/share/keyrings:/usr/share/keyrings:ro --tag "$tag" "$source_dir"
    how="the whole Dockerfile"
else
    context=$store/context
    rm -rf "$context" && mkdir -p "$context"
    "$source_dir/scripts/image-root" "$program" "$context/image"
    { printf 'FROM scratch AS build\nCOPY image /image\n\n'; sed -n '/^FROM scratch$/,$p' "$source_dir/Dockerfile"; } \
        >"$context/Dockerfile"
    grep -q '^ENTRYPOINT' "$context/Dockerfile" || { echo "the Dockerfile has no last stage FROM scratch" >&2; exit 1; }
    engine_build --build-arg COMMIT="$commit" --tag "$tag" "$context"
    how="the Dockerfile's last stage with the release program"
fi
"$program" version >"$store/version"
rm -rf "$store/pushed"
podman "${in_store[@]}" push --quiet --compress "$tag" "dir:$store/pushed"
echo "built $how in $((SECONDS - begun)) s"
