import { maximum, minimum } from "../numbers.ts";

/** Functions of one value. */
export const ofOne: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  sqrt: Math.sqrt,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  deg: (value) => (value * 180) / Math.PI,
  rad: (value) => (value * Math.PI) / 180,
  sgn: Math.sign,
};

/** Functions of a value and one or two numbers beside it; `undefined` for no value. */
export const withNumbers: Readonly<
  Record<string, (value: number, first: number, second: number) => number | undefined>
> = {
  clamp: (value, least, most) => (most < least ? undefined : maximum(least, minimum(most, value))),
  clamp_min: (value, least) => maximum(least, minimum(Infinity, value)),
  clamp_max: (value, most) => maximum(-Infinity, minimum(most, value)),
  round: (value, to) => {
    // The inverse loses less.
    const inverse = 1 / to;
    return Math.floor(value * inverse + 0.5) / inverse;
  },
};

/** Functions of a point in time, UTC. */
export const ofTime: Readonly<Record<string, (time: Date) => number>> = {
  minute: (time) => time.getUTCMinutes(),
  hour: (time) => time.getUTCHours(),
  day_of_week: (time) => time.getUTCDay(),
  day_of_month: (time) => time.getUTCDate(),
  day_of_year: (time) =>
    Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / 86_400_000) + 1,
  days_in_month: (time) =>
    new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 0)).getUTCDate(),
  month: (time) => time.getUTCMonth() + 1,
  year: (time) => time.getUTCFullYear(),
};
