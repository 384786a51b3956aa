import { defineConfig } from 'prisma/config'

// The URL is only read by `prisma migrate deploy`; Paperboy itself applies migrations at start.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/paperboy' },
})
