export const dashboards = [];
export const alerts = [];
