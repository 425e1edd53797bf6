# The embedded server: HTTP, WebSocket, queue, sandbox and page in one container.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && node --conditions=@glissade/source scripts/prepare-start.ts && npm prune --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 NODE_COMPILE_CACHE=/tmp/node-compile-cache
WORKDIR /app
COPY --from=build --chown=node:node /app /app
USER node
# The memory image of the Python engine is made once, now, so that no container boots Python from nothing.
RUN node --conditions=@glissade/source scripts/make-image.ts
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=2s CMD ["node", "-e", "fetch('http://127.0.0.1:8787/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--conditions=@glissade/source", "packages/server/src/start.ts"]
