# One image for the API, the workers and the command line; docker-compose.yml says which it is.
FROM node:20-bookworm-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/dealwright
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

COPY . .
# Runs the set-up (Prisma's client, compiling) once here; its stamps let every start skip it.
RUN node bin/dealwright.mjs --version \
  && mkdir --parents /var/lib/dealwright/files \
  && chown --recursive node:node /var/lib/dealwright

USER node
# No embedded servers in a container: what is kept here is the workflow bundle, and files on records in a volume of their own.
ENV NODE_ENV=production DEALWRIGHT_STATE=/var/lib/dealwright DEALWRIGHT_HOST=0.0.0.0
EXPOSE 8410
ENTRYPOINT ["tini", "--", "node", "bin/dealwright.mjs"]
CMD ["doctor"]
