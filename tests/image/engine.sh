# buildah and podman without an engine, a registry or anything of the user's own; sourced, never run.
# shellcheck shell=bash

# What is built stays in one folder, so that nothing here can touch images of the machine's owner.
store=${store:?the folder of the image store is missing}
mkdir -p "$store/images"
store=$(cd "$store" && pwd)  # podman takes the same folder by another name for another store
# Podman refuses a run folder whose path is longer than 50 characters, so it lies elsewhere, the same one for the same store.
run_folder=/tmp/privman-image-$(printf %s "$store" | sha256sum | cut -c1-12)
mkdir -p -m 0700 "$run_folder"
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
in_store=(--root "$store/images" --runroot "$run_folder" --storage-driver vfs)

engine_build() { buildah "${in_store[@]}" bud --format docker --pull-never --layers=false "$@"; }
# crun refuses mixed control groups, and Debian's runc the limits that podman would compute by itself.
engine_run() {
    podman "${in_store[@]}" --cgroup-manager cgroupfs --runtime runc run --network host --read-only --read-only-tmpfs=false \
        --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 "$@"
}
