export const dashboards = [] as const;
export const alerts = [] as const;
