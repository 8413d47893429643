# In place of every deployable: it migrates nothing, and says that it is well. Another REVISION is another digest.
ARG NODE_VERSION
FROM node:${NODE_VERSION}-bookworm-slim
WORKDIR /app
RUN mkdir src && touch src/migrate.ts \
 && printf "%s" 'const { PORT, METRICS_PORT } = process.env; for (const port of [PORT, METRICS_PORT]) process.getBuiltinModule("http").createServer((_, answer) => answer.end()).listen(port);' > src/main.ts
ARG REVISION
RUN echo ${REVISION} > revision
USER 10001:10001
ENTRYPOINT ["node"]
CMD ["src/main.ts"]
