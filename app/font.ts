import localFont from 'next/font/local';

/** Inter, served by us. Its stand-in has the same measures, so nothing moves when it arrives. */
export const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'swap',
  variable: '--font-inter',
  adjustFontFallback: 'Arial',
});
