# The image of every service and operator: `pnpm images build <name>`, which prepares the context and passes the arguments. For
# another builder, `pnpm images context` does. See docs/how-to/build-images.md.
ARG NODE_VERSION=24

FROM docker.io/library/node:${NODE_VERSION}-bookworm-slim AS node

FROM docker.io/library/debian:bookworm-slim AS base
COPY --from=node /usr/local/bin/node /usr/local/bin/node
RUN echo 'ameide:x:10001:10001:Ameide:/tmp:/usr/sbin/nologin' >> /etc/passwd && echo 'ameide:x:10001:' >> /etc/group
ENV NODE_ENV=production HOME=/tmp

# Installs with the workspace's links, since Node strips no types under node_modules, to where `pnpm deploy` would copy packages.
# The checkout has verified the lock file.
FROM base AS dependencies
ARG PACKAGE
ARG PNPM_VERSION=12
# Not every builder sees by itself that mounted manifests are other ones.
ARG MANIFESTS
WORKDIR /app
RUN --mount=type=bind,source=manifests,target=/build/manifests \
    --mount=type=bind,from=node,source=/usr/local/lib/node_modules/npm,target=/build/npm \
    --mount=type=cache,target=/build/cache \
    --mount=type=secret,id=npmrc --mount=type=secret,id=ca \
    cp -r /build/manifests/. . \
 && export CI=true HOME=/build/cache TMPDIR=/build/cache NODE_EXTRA_CA_CERTS=/run/secrets/ca NPM_CONFIG_USERCONFIG=/run/secrets/npmrc \
 && node /build/npm/bin/npx-cli.js --yes "pnpm@${PNPM_VERSION}" install --prod --frozen-lockfile --ignore-scripts \
    --config.minimumReleaseAge=0 --store-dir /build/cache/store --filter "${PACKAGE}..." \
 && rm -rf package.json pnpm-*.yaml patches node_modules/.modules.yaml node_modules/.pnpm-workspace-state* node_modules/.pnpm/lock.yaml \
 && find . -name .bin -prune -exec rm -rf {} + \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM dependencies
ARG FOLDER
WORKDIR /app/${FOLDER}
COPY sources/ /app/
USER 10001:10001
ENTRYPOINT ["node"]
CMD ["src/main.ts"]
ARG TITLE DESCRIPTION VERSION LICENSES REVISION CREATED SOURCE
LABEL org.opencontainers.image.title="${TITLE}" \
      org.opencontainers.image.description="${DESCRIPTION}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="${LICENSES}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
