/**
 * A line of CSV, as RFC 4180 has it but for the line's end, which is a line feed.
 * @module
 */

/** Cells with a comma, a quote, a line's end or blanks at their ends are quoted. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\n`
}

function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
