import { inWords } from "./durations.ts";

const two = (part: number): string => String(part).padStart(2, "0");

export function clockTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function isoDate(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "Invalid date";
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clockTime(milliseconds)}`;
}

/** Without the day when that is today. */
export function isoDateOrTime(milliseconds: number, now: number): string {
  const isToday = new Date(milliseconds).toDateString() === new Date(now).toDateString();
  return isToday ? clockTime(milliseconds) : isoDate(milliseconds);
}

export function usDate(milliseconds: number): string {
  const date = new Date(milliseconds);
  const hours = date.getHours() % 12 === 0 ? 12 : date.getHours() % 12;
  const clock = `${hours}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const day = `${two(date.getMonth() + 1)}/${two(date.getDate())}/${date.getFullYear()}`;
  return `${day} ${clock} ${date.getHours() < 12 ? "am" : "pm"}`;
}

export function fromNow(milliseconds: number, now: number): string {
  const seconds = (now - milliseconds) / 1000;
  if (Math.abs(seconds) < 5) return "just now";
  const amount = inWords(Math.round(Math.abs(seconds)));
  return seconds > 0 ? `${amount} ago` : `in ${amount}`;
}
