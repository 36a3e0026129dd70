import type { Page } from 'playwright-core';

/** axe-core as it stands in the page. */
interface AxeWindow {
  readonly axe: {
    run(where: object, options: object): Promise<{ readonly violations: readonly Violation[] }>;
  };
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * What axe-core finds wrong with a part of the page by WCAG 2, levels A and AA, contrast included; Node-RED's own buttons
 * are its own.
 */
export async function violations(page: Page, part: string): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve('axe-core') });
  return page.evaluate(async (selector) => {
    const { axe } = globalThis as unknown as AxeWindow;
    const where = { include: [selector], exclude: ['.red-ui-button'] };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations: found } = await axe.run(where, { runOnly: tags });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
  }, part);
}
