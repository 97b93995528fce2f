// A bar for each ratio, on a logarithmic scale, and a mark where the target is.
const left = 230;
const width = 420;
const rowHeight = 34;
const most = 100;
/** From half as fast to a hundred times as fast. */
const x = ratio =>
  left + (width * Math.log(Math.max(0.5, Math.min(most, ratio)) / 0.5)) / Math.log(most / 0.5);

const row = ({ title, ratio, wanted }, index) => {
  const y = 40 + index * rowHeight;
  const colour = ratio >= wanted ? '#2a7d4f' : '#b3541e';
  const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))];
  return `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${title}</text>
<rect x="${from.toFixed(1)}" y="${y}" width="${(to - from).toFixed(1)}" height="20" fill="${colour}"/>
<text x="${(to + 6).toFixed(1)}" y="${y + 15}">${ratio.toFixed(1)}</text>
<line x1="${x(wanted).toFixed(1)}" x2="${x(wanted).toFixed(1)}" y1="${y - 4}" y2="${y + 24}" stroke="#222" stroke-dasharray="3 2"/>`;
};

const tick = ratio =>
  `<line x1="${x(ratio).toFixed(1)}" x2="${x(ratio).toFixed(1)}" y1="30" y2="${40 + 4 * rowHeight}" stroke="#ccc"/>
<text x="${x(ratio).toFixed(1)}" y="24" text-anchor="middle" fill="#555">${ratio} ×</text>`;

/** SVG text. Each result has a title, a ratio and the ratio that was wanted. */
export const drawRatios =
  results => `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 60}" height="${60 + results.length * rowHeight}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/>
${[1, 2, 5, 10, 20, 50].map(tick).join('\n')}
${results.map(row).join('\n')}
<text x="${left}" y="${54 + results.length * rowHeight}" fill="#555">times as fast as vdirsyncer; dashed: wanted</text>
</svg>
`;
