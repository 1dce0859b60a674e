// How a column writes its numbers: with a point, or with a comma where commas separate no columns.

const WITH_COMMA = /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+(?:e[+-]?\d+)?$/i;
const GROUPED = /^[+-]?\d{1,3}(?:\.\d{3})+$/;

/**
 * The values of a column: a number where the text is one, as it stands otherwise, null for an empty cell. Beside decimal commas a point
 * stands between thousands.
 */
export function valuesOf(cells: readonly string[], mayHaveComma: boolean): (number | string | null)[] {
  const hasComma = mayHaveComma && cells.some((text) => WITH_COMMA.test(text));
  return cells.map((text) => {
    if (text === '') return null;
    const isForeign = hasComma && (WITH_COMMA.test(text) || GROUPED.test(text));
    const value = Number(isForeign ? text.replaceAll('.', '').replace(',', '.') : text);
    return Number.isFinite(value) ? value : text;
  });
}
