/** What the pretended database answers to one SQL statement. */
export interface Answer {
  readonly columns?: Readonly<Record<string, "int" | "text">>;
  readonly rows?: readonly (readonly unknown[])[];
  readonly affected?: number;
}

export interface NullAdapterOptions {
  /** May throw, or answer later. */
  readonly answer?: (sql: string) => Answer | Promise<Answer>;
  readonly onStart?: () => void | Promise<void>;
}

/** The columns of a user, as the client asks for them. */
export const userColumns = { id: "int", email: "text", name: "text" } as const;

/** A driver adapter with no database behind it, so that the real client runs alone. Returns the SQL that it was sent. */
export function nullAdapter({ answer = () => ({}), onStart }: NullAdapterOptions = {}): {
  readonly factory: { readonly provider: string; connect(): Promise<object> };
  readonly sql: string[];
} {
  const sql: string[] = [];
  const info = { provider: "postgres", adapterName: "null" } as const;
  const ask = async (query: { readonly sql: string }): Promise<Answer> => {
    sql.push(query.sql);
    return await answer(query.sql);
  };
  const queryable = {
    ...info,
    async queryRaw(query: { readonly sql: string }) {
      const { columns = userColumns, rows = [] } = await ask(query);
      return {
        columnNames: Object.keys(columns),
        columnTypes: Object.values(columns).map((type) => (type === "int" ? 0 : 7)),
        rows,
      };
    },
    executeRaw: async (query: { readonly sql: string }) => (await ask(query)).affected ?? 1,
  };
  const adapter = {
    ...queryable,
    executeScript: async () => {},
    dispose: async () => {},
    async startTransaction() {
      await onStart?.();
      return {
        ...queryable,
        options: { usePhantomQuery: false },
        commit: async () => {},
        rollback: async () => {},
      };
    },
  };
  return { factory: { ...info, connect: async () => adapter }, sql };
}
