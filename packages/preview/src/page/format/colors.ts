/** Grafana's named colours: `super-light-`, `light-`, none, `semi-dark-`, `dark-`. */
const shades: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  red: ["#ffa6b0", "#ff7383", "#f2495c", "#e02f44", "#c4162a"],
  orange: ["#ffcb7d", "#ffb357", "#ff9830", "#ff780a", "#fa6400"],
  yellow: ["#fff899", "#ffee52", "#fade2a", "#f2cc0c", "#e0b400"],
  green: ["#c8f2c2", "#96d98d", "#73bf69", "#56a64b", "#37872d"],
  blue: ["#c0d8ff", "#8ab8ff", "#5794f2", "#3274d9", "#1f60c4"],
  purple: ["#deb6f2", "#ca95e5", "#b877d9", "#a352cc", "#8f3bb8"],
};

const names = ["super-light-", "light-", "", "semi-dark-", "dark-"];

/** The classic palette, in its order. */
const palette: readonly string[] = [
  ..."#73bf69 #f2cc0c #8ab8ff #ff780a #f2495c #5794f2 #b877d9 #705da0 #37872d #fade2a".split(" "),
  ..."#447ebc #c15c17 #890f02 #3274d9 #a352cc #584477 #b7dbab #f4d598 #70dbed #f9ba8f".split(" "),
  ..."#f29191 #82b5d8 #e5a8e2 #aea2e0 #629e51 #e5ac0e #64b0c8 #e0752d #bf1b00 #0a50a1".split(" "),
];

export function seriesColor(index: number): string {
  return palette[index % palette.length] ?? "#73bf69";
}

/** A colour that CSS and canvas understand, of one of Grafana's names; others only when they are plainly a colour. */
export function colorOf(name: string, textColor = "currentColor"): string {
  if (name === "text") return textColor;
  if (name === "transparent") return name;
  const [, shade = "", hue = ""] =
    /^((?:super-light|light|semi-dark|dark)-)?(\w+)$/.exec(name) ?? [];
  const found = shades[hue]?.[names.indexOf(shade)];
  if (found !== undefined) return found;
  return /^#[0-9a-f]{3,8}$|^(?:rgb|hsl)a?\([\d\s.,%/]+\)$|^[a-z]+$/i.test(name) ? name : "#808080";
}

/** A `#rrggbb` with that much opacity; other notations stay as they are. */
export function withOpacity(color: string, opacity: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return color;
  const part = Math.round(Math.min(1, Math.max(0, opacity)) * 255);
  return `${color}${part.toString(16).padStart(2, "0")}`;
}

/** Between two `#rrggbb`. */
export function mixed(from: string, to: string, share: number): string {
  const channel = (color: string, index: number): number =>
    Number.parseInt(color.slice(1 + index * 2, 3 + index * 2), 16);
  const parts = [0, 1, 2].map((index) =>
    Math.round(channel(from, index) + (channel(to, index) - channel(from, index)) * share)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${parts.join("")}`;
}
