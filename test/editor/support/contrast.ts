import type { Locator } from 'playwright-core';

/** What WCAG 2, level AA, asks of small text. */
const ENOUGH = 4.5;

interface Text {
  readonly text: string;
  readonly colour: string;
  /** Backgrounds, from the text's own to the page's. */
  readonly behind: readonly string[];
}

/** The texts in a part of the page that stand out too little from what is behind them, each with its contrast. */
export async function pale(part: Locator): Promise<string[]> {
  return (await textsOf(part))
    .map(({ text, colour, behind }) => ({
      text,
      contrast: contrast(colour, behind.find(isOpaque) ?? 'rgb(255, 255, 255)'),
    }))
    .filter((each) => each.contrast < ENOUGH)
    .map((each) => `${each.text} (${each.contrast.toFixed(2)})`);
}

/** All that can be read there; Node-RED's own buttons are its own, and what is disabled may be pale. */
function textsOf(part: Locator): Promise<Text[]> {
  return part.evaluate((root) =>
    [...root.querySelectorAll('*')]
      .filter((each) => each.checkVisibility() && !each.closest(':disabled, .red-ui-button'))
      .filter((each) =>
        [...each.childNodes].some((child) => child.nodeType === 3 && child.textContent?.trim()),
      )
      .map((each) => {
        const behind: string[] = [];
        for (let place: Element | null = each; place; place = place.parentElement)
          behind.push(getComputedStyle(place).backgroundColor);
        return { text: each.textContent.trim(), colour: getComputedStyle(each).color, behind };
      }),
  );
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((share) =>
    share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const isOpaque = (colour: string): boolean => (channels(colour)[3] ?? 1) === 1;

/** Red, green, blue and, if not full, opacity, 0–1, as browsers write them: `rgb(0, 128, 255)` or `color(srgb 0 0.5 1)`. */
function channels(colour: string): number[] {
  const numbers = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return colour.startsWith('rgb') ? numbers.map((value, at) => (at < 3 ? value / 255 : value)) : numbers;
}
