// Whether texts can be read on what is behind them: a colour that is fixed in a dialog is lost in one of the two themes.
import type { Page } from 'playwright-core';

/** WCAG's least for large texts; Node-RED's own greys are not far above. */
const LEAST = 3;

/** The texts below a selector that are hard to read, each with its contrast. (W3C, Web Content Accessibility Guidelines 2.1, 1.4.3) */
export function unreadable(page: Page, selector: string): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
    const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
    const luminance = ({ r, g, b }) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (element) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
      return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
    };
    const texts = $(${JSON.stringify(selector)}).find('*').addBack().filter(':visible').toArray().filter((element) =>
      !element.disabled && (element.tagName === 'INPUT' ? element.value : Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim())));
    return texts.flatMap((element) => {
      const back = behind(element);
      const [a, b] = [luminance(over(parse(getComputedStyle(element).color), back)), luminance(back)];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return contrast < ${LEAST} ? [(element.value || element.textContent).trim().slice(0, 40) + ': ' + contrast.toFixed(1)] : [];
    });
  })()`);
}
