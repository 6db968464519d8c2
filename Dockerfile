# fitgate in a container: `docker build -t fitgate:0.1.0 .`
# Node and the program as a few files; no shell, no package manager, nobody but an ordinary user, nothing that is written.
# The same list of files makes the image of the tests, without Docker: src/sandbox/image/fitgate-image.ts.
FROM node:24.21.0-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc rolldown.config.ts ./
RUN npm ci --ignore-scripts
COPY src src
COPY webhooks webhooks
COPY policies policies
RUN npm run bundle -- --log-level warn && chmod 0755 dist/cli/main.mjs && ln -s /opt/fitgate/dist/cli/main.mjs fitgate

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /build/fitgate /usr/local/bin/fitgate
COPY --from=build /build/dist/cli /opt/fitgate/dist/cli
COPY manifests /opt/fitgate/manifests
COPY LICENSE /opt/fitgate/LICENSE
USER 65532:65532
WORKDIR /
# One heap for all threads: what those that compile and collect have freed is used again.
ENV MALLOC_ARENA_MAX=1
ENTRYPOINT ["fitgate"]
