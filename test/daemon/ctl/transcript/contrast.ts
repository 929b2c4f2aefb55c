/** The contrast of some text with what it stands on (WCAG 2.2, relative luminance). */
export interface Contrast {
  readonly text: string;
  readonly colour: string;
  readonly background: string;
  readonly ratio: number;
}

/** An expression for a browser: the contrast of each colour of text with each background that it has anywhere on the page. */
export const contrasts = `(() => {
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const backgroundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(colour);
      if (alpha > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.data.trim() === '') continue;
    const colour = getComputedStyle(node.parentElement).color;
    const background = backgroundOf(node.parentElement);
    const [light, dark] = [luminance(channels(colour)), luminance(channels(background))].sort((a, b) => b - a);
    found.push({ text: node.data.slice(0, 40), colour, background, ratio: (light + 0.05) / (dark + 0.05) });
  }
  return found;
})()`;
