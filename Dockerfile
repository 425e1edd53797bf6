# The embedded server: HTTP, WebSocket, queue, sandbox and page in one container. Never built by those who wrote it, who had no container
# engine; the digest is the one that others name for this tag.
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /app
COPY . .
# The memory image of the Python engine is made once, now, so that no container boots Python from nothing.
RUN npm ci \
  && node --conditions=@glissade/source scripts/prepare-start.ts \
  && CACHE_FOLDER=/app/.cache node --conditions=@glissade/source scripts/make-image.ts \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/node-linux-* \
  && mkdir /app/.cache/compile \
  && chmod -R go-w,a+rX /app

FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap util-linux \
  && rm -rf /var/lib/apt/lists/*
# OS_WALL=require: bubblewrap makes namespaces, which containers may not by default. It needs
#   docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined
# and a kernel that lets users make namespaces; OS_WALL=auto starts without that wall.
# A program that gets as far as the server's user finds nothing there that it may write: all of /app is root's, the image too.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 CACHE_FOLDER=/app/.cache OS_WALL=require DATA_DIR=/data
# What people save, where AUTH says that anything is kept: mount a volume there.
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
WORKDIR /app
COPY --from=build --chown=root:root /app /app
USER node
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=2s CMD ["node", "-e", "fetch('http://127.0.0.1:8787/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--conditions=@glissade/source", "packages/server/src/start.ts"]
