/** What makes up the look of our drawings. */
const LOOKS = [
  'color',
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
] as const;

/**
 * Saves a drawing as a file that looks the same anywhere: colours that come from style sheets are written into it.
 * `size` is the drawing's own, whatever the zoom.
 */
export function saveSvg(svg: SVGSVGElement, fileName: string, size: { width: number; height: number }): void {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return;
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, index) => {
    const original = originals[index];
    if (original === undefined) return;
    const computed = getComputedStyle(original);
    element.setAttribute('style', LOOKS.map((name) => `${name}:${computed.getPropertyValue(name)}`).join(';'));
    for (const name of ['class', 'tabindex', 'role']) element.removeAttribute(name);
  });
  copy.setAttribute('width', String(size.width));
  copy.setAttribute('height', String(size.height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const text = new XMLSerializer().serializeToString(copy);
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // Only after the browser has taken it up.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
