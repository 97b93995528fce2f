const parts = [1, 3, 5];

/** `#rrggbb` to the relative luminance of https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminanceOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = parts
    .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrastOf = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** As the hub chooses it: black or white, whichever is easier to read. */
export const textOn = (colour: string): string =>
  contrastOf(colour, '#ffffff') >= contrastOf(colour, '#000000') ? '#ffffff' : '#000000';

/** The ground that a button of this colour can hardly be told from. */
export const hidesOn = (colour: string): 'light' | 'dark' | null => {
  if (contrastOf(colour, '#ffffff') < 3) return 'light';
  return contrastOf(colour, '#1a1b1e') < 3 ? 'dark' : null;
};
