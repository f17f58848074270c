// Widths of letters in thousandths of the font size, as in Arial, Helvetica and Liberation Sans; Inter is hardly wider.
const widths = new Map();
for (const [width, letters] of [
  [191, "'"],
  [222, "ijl"],
  [260, "|"],
  [278, " !,./:;[\\]ftI"],
  [333, "()-`r"],
  [334, "{}"],
  [355, '"'],
  [389, "*"],
  [500, "Jcksvxyz"],
  [584, "+<=>~"],
  [611, "FTZ"],
  [667, "&ABEKPSVXY"],
  [722, "CDHNRUw"],
  [778, "GOQ"],
  [833, "Mm"],
  [889, "%"],
  [944, "W"],
  [1015, "@"],
])
  for (const letter of letters) widths.set(letter, width);

const slack = 1.04;

/** How wide a text is, in pixels. */
export function textWidth(content, size) {
  let width = 0;
  for (const letter of String(content)) width += widths.get(letter) ?? 556;
  return (width / 1000) * size * slack;
}

/** As much of a text as fits. */
export function fit(content, size, room) {
  const whole = String(content);
  if (textWidth(whole, size) <= room) return whole;
  let letters = Array.from(whole);
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, size) > room)
    letters = letters.slice(0, -1);
  return `${letters.join("").trimEnd()}…`;
}
