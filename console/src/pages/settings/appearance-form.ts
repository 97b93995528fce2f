import type { Schemas } from '../../../../src/client/index.js';
import { isColour } from './colour.js';

type Appearance = Schemas['Appearance'];

export interface Logo {
  readonly type: string;
  /** Base64. */
  readonly data: string;
}

export interface Wish {
  readonly displayName: string;
  readonly colour: string;
  readonly supportUrl: string;
  readonly privacyUrl: string;
  /** `kept` is the one that is stored. */
  readonly logo: Logo | 'kept' | null;
}

/** What the hub would say of it, before it is sent; the measures are src/modules/appearance's. */
const logoLimit = 100 * 1024;
const longestSide = 2_048;
export const logoTypes = ['image/png', 'image/jpeg', 'image/webp'];

const isTooLong = async (file: File): Promise<boolean> => {
  const { width, height } = await createImageBitmap(file);
  return Math.max(width, height) > longestSide;
};

/** Why a file cannot be the logo, with what would do. */
export const logoProblem = async (file: File): Promise<string | null> => {
  const no = `“${file.name}” cannot be the logo`;
  if (!logoTypes.includes(file.type)) return `${no}. Choose a PNG, JPEG or WebP picture.`;
  if (file.size > logoLimit) return `${no}: it has more than 100 KiB. Make it smaller, then choose it again.`;
  try {
    return (await isTooLong(file))
      ? `${no}: a side has more than 2,048 pixels. Make it smaller, then choose it again.`
      : null;
  } catch {
    // The browser says no more than that it cannot draw it.
    return `${no}: it is not a picture, whatever its name says. Choose another file.`;
  }
};

export const wishOf = ({ displayName, colour, supportUrl, privacyUrl, logoUrl }: Appearance): Wish => ({
  displayName: displayName ?? '',
  colour: colour ?? '',
  supportUrl: supportUrl ?? '',
  privacyUrl: privacyUrl ?? '',
  logo: logoUrl === null ? null : 'kept',
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

export const bodyOf = ({ logo, ...wish }: Wish): Schemas['AppearanceInputInput'] => ({
  displayName: orNull(wish.displayName),
  colour: orNull(wish.colour),
  supportUrl: orNull(wish.supportUrl),
  privacyUrl: orNull(wish.privacyUrl),
  ...(logo === 'kept' ? {} : { logo: logo && { data: logo.data } }),
});

export const colourProblem = (colour: string): string | null =>
  colour === '' || isColour(colour) ? null : 'Six hexadecimal digits, such as #1c3d5a.';

/** The bytes of a file that was chosen. */
export const readLogo = (file: File): Promise<Logo> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => {
      reject(new Error('The file could not be read.'));
    };
    reader.onload = () => {
      const [, data = ''] = typeof reader.result === 'string' ? reader.result.split(',') : [];
      resolve({ type: file.type, data });
    };
    reader.readAsDataURL(file);
  });
