import type pg from 'pg'

/** Every row of every table, by table; `except` names those that may change. */
export async function snapshot(pool: pg.Pool, except: readonly string[] = []): Promise<Record<string, string[]>> {
  const { rows: tables } = await pool.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`,
  )
  const content: Record<string, string[]> = {}
  for (const { schema, name } of tables) {
    if (except.includes(name)) continue
    const { rows } = await pool.query<{ row: string }>(
      `select to_jsonb(t)::text as row from "${schema}"."${name}" t order by 1`,
    )
    content[`${schema}.${name}`] = rows.map(({ row }) => row)
  }
  return content
}
