/** Colour arithmetic for the token test: WCAG contrast, simulated colour vision (Machado 2009), CIEDE2000. */

/** Red, green and blue as linear light, 0 to 1. */
export type LinearColour = readonly [red: number, green: number, blue: number];
type Lab = readonly [lightness: number, a: number, b: number];

export type ColourVision = 'normal' | 'protan' | 'deutan' | 'tritan';

type Matrix = readonly [LinearColour, LinearColour, LinearColour];

/** Reads `#rrggbb`. Throws on anything else, because a token that is no colour is a mistake. */
export function parseHex(hex: string): LinearColour {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (match === null) throw new Error(`${hex} is not a colour of the form #rrggbb`);
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((pair) => toLinear(Number.parseInt(pair, 16) / 255));
  return [red, green, blue];
}

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(a: LinearColour, b: LinearColour): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function luminance([red, green, blue]: LinearColour): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// Machado, Oliveira and Fernandes 2009, severity 1.0.
const VISION: Record<ColourVision, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

// Linear sRGB to CIE XYZ, D65, each row divided by its white point.
const TO_XYZ: Matrix = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
];

function multiply(matrix: Matrix, [red, green, blue]: LinearColour): LinearColour {
  const [x, y, z] = matrix.map((row) => row[0] * red + row[1] * green + row[2] * blue);
  return [x ?? 0, y ?? 0, z ?? 0];
}

/** The colour as a person with this vision sees it, inside what a screen can show. */
export function seenWith(vision: ColourVision, colour: LinearColour): LinearColour {
  const [red, green, blue] = multiply(VISION[vision], colour);
  return [clamp(red), clamp(green), clamp(blue)];
}

function clamp(channel: number): number {
  return Math.min(1, Math.max(0, channel));
}

function toLab(colour: LinearColour): Lab {
  const [x, y, z] = multiply(TO_XYZ, colour);
  const [fx, fy, fz] = [labCurve(x), labCurve(y), labCurve(z)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function labCurve(value: number): number {
  return value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116;
}

const DEGREE = Math.PI / 180;

/** CIEDE2000 difference of two colours (Sharma, Wu and Dalal 2005, with unit weights). */
export function difference(first: LinearColour, second: LinearColour): number {
  const [l1, a1, b1] = toLab(first);
  const [l2, a2, b2] = toLab(second);
  const meanChroma7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const stretch = 1.5 - 0.5 * Math.sqrt(meanChroma7 / (meanChroma7 + 25 ** 7));
  const c1 = Math.hypot(a1 * stretch, b1);
  const c2 = Math.hypot(a2 * stretch, b2);
  const h1 = hueOf(a1 * stretch, b1);
  const h2 = hueOf(a2 * stretch, b2);
  return weighted({ l1, c1, h1 }, { l2, c2, h2 });
}

function hueOf(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / DEGREE + 360) % 360;
}

type First = { readonly l1: number; readonly c1: number; readonly h1: number };
type Second = { readonly l2: number; readonly c2: number; readonly h2: number };

function weighted({ l1, c1, h1 }: First, { l2, c2, h2 }: Second): number {
  const isGrey = c1 * c2 === 0;
  const turn = isGrey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const deltaHue = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * DEGREE);
  const hue = isGrey ? h1 + h2 : (h1 + turn / 2 + 360) % 360;
  const lightness = (l1 + l2) / 2;
  const chroma = (c1 + c2) / 2;
  const t =
    1 -
    0.17 * Math.cos((hue - 30) * DEGREE) +
    0.24 * Math.cos(2 * hue * DEGREE) +
    0.32 * Math.cos((3 * hue + 6) * DEGREE) -
    0.2 * Math.cos((4 * hue - 63) * DEGREE);
  const sl = 1 + (0.015 * (lightness - 50) ** 2) / Math.sqrt(20 + (lightness - 50) ** 2);
  const sc = 1 + 0.045 * chroma;
  const sh = 1 + 0.015 * chroma * t;
  const rotation =
    -Math.sin(60 * Math.exp(-(((hue - 275) / 25) ** 2)) * DEGREE) *
    2 *
    Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const [dl, dc, dh] = [(l2 - l1) / sl, (c2 - c1) / sc, deltaHue / sh];
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rotation * dc * dh);
}
