# The program, the certificates it trusts, the time zones it knows, and nothing else: no shell, no package manager, no libc.
#
#   docker build --build-arg COMMIT="$(git rev-parse --short HEAD)" -t privman-slack .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --env-file .env -v privman-slack:/data privman-slack
#
# Builds with Docker, podman and buildah (there with --format docker, or HEALTHCHECK is lost). Pin the base by digest in
# production: --build-arg BASE=docker.io/library/debian@sha256:…

ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS build
WORKDIR /source
# First what changes seldom, so that an edit of the sources does not install the compiler again.
COPY scripts/common.sh scripts/install-deps scripts/
RUN scripts/install-deps --run
COPY . .
ARG COMMIT=unknown
RUN cmake --preset release -DPRIVMAN_TESTS=OFF -DPRIVMAN_COMMIT="${COMMIT}" \
    && cmake --build build/release --target privman-slack \
    && scripts/image-root build/release/bin/privman-slack /image

FROM scratch
COPY --from=build /image/root/ /
COPY --from=build --chown=65532:65532 /image/owned/ /

ARG COMMIT=unknown
LABEL org.opencontainers.image.title="privman-slack" \
      org.opencontainers.image.description="Approve or deny Delinea Privilege Manager elevation requests inside Slack" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="${COMMIT}" \
      org.opencontainers.image.licenses="MIT"

# /data is the only place it writes to: mount a volume of your own there, or what it knows dies with the container.
ENV STATE_STORE=sqlite:/data/privman-slack.db \
    HEALTH_LISTEN=127.0.0.1:9400

USER 65532:65532
# Declared so that a volume which an engine makes for it belongs to the user above: Fargate's would be root's otherwise.
VOLUME ["/data"]
STOPSIGNAL SIGTERM
# Is it alive, not: is Privilege Manager up. Amazon ECS ignores this and has its own in the task definition.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["/privman-slack", "healthcheck"]
ENTRYPOINT ["/privman-slack"]
CMD ["run"]
