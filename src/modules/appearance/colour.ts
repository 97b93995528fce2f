/** `#rrggbb` to the relative luminance of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminanceOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export const contrastOf = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const white = '#ffffff';
const black = '#000000';

/**
 * The colour of text on a ground of this colour: white or black, whichever is easier to read. One of them always has
 * 4.5:1 or more, as https://www.w3.org/TR/WCAG22/#contrast-minimum asks for, so every colour can be a ground.
 */
export const textOn = (colour: string): typeof white | typeof black =>
  contrastOf(colour, white) >= contrastOf(colour, black) ? white : black;

/** Whether a ground of this colour can be told from a light and from a dark page (3:1, WCAG 2.2 §1.4.11). */
export const standsOut = (colour: string): { onLight: boolean; onDark: boolean } => ({
  onLight: contrastOf(colour, white) >= 3,
  onDark: contrastOf(colour, '#1a1b1e') >= 3,
});
