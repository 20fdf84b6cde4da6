import { join } from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma's command line asks for an engine that no npm package carries; ours stands in, offline too.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= join(__dirname, 'tools', 'schema-engine.mjs');
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://dealwright@127.0.0.1:5440/dealwright' },
});
