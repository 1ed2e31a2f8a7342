import uPlot from "./vendor/uplot.js";

const plots = [
  { title: "Requests", columns: { requests: "requests", errors: "errors" }, digits: 0 },
  { title: "Latency, ms", columns: { duration_p50_ms: "median", duration_p95_ms: "95th percentile" }, digits: 0 },
  { title: "Time to first token, ms", columns: { first_token_p50_ms: "median" }, digits: 0 },
  { title: "Tokens", columns: { tokens_in: "in", tokens_out: "out" }, digits: 0 },
  { title: "Cost, USD", columns: { cost_usd: "spent" }, digits: 6 },
];
const every = 5000;
const height = 180;
const state = document.getElementById("state");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

// A canvas takes colours as they are computed, and not light-dark().
function computed(name) {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.style.color = colour(name);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function draw({ title, columns, digits }, data) {
  const section = document.createElement("section");
  const heading = section.appendChild(document.createElement("h2"));
  heading.textContent = title;
  document.getElementById("plots").append(section);
  const axis = { stroke: () => computed("--muted"), grid: { stroke: () => computed("--line") }, ticks: { stroke: () => computed("--line") } };
  const plot = new uPlot(
    {
      width: section.clientWidth,
      height,
      series: [
        {},
        ...Object.values(columns).map((label, index) => ({
          label,
          stroke: () => computed(index === 0 ? "--first" : "--second"),
          width: 2,
          points: { size: 4 },
          value: (_, value) => (value === null || value === undefined ? "–" : value.toFixed(digits)),
        })),
      ],
      axes: [axis, { ...axis, size: 80, values: (_, splits) => splits.map((value) => value.toFixed(digits)) }],
      scales: { y: { range: (_, least, most) => [0, Math.max((most ?? 0) * 1.05, 10 ** -digits)] } },
    },
    data,
    section,
  );
  new ResizeObserver(() => plot.setSize({ width: section.clientWidth, height })).observe(section);
  return plot;
}

const dataOf = (recent, { columns }) => [recent.time, ...Object.keys(columns).map((name) => recent[name])];

const drawn = new Map();

async function refresh() {
  try {
    const response = await fetch("/metrics/recent.json", { cache: "no-store" });
    const recent = await response.json();
    for (const plot of plots) {
      const data = dataOf(recent, plot);
      if (drawn.has(plot)) {
        drawn.get(plot).setData(data);
      } else {
        drawn.set(plot, draw(plot, data));
      }
    }

    const sum = (values) => values.reduce((total, value) => total + value, 0);
    state.textContent = `${sum(recent.requests)} requests, ${sum(recent.errors)} errors, ${sum(recent.tokens_out)} tokens out, $${sum(recent.cost_usd).toFixed(6)}`;
  } catch {
    state.textContent = "LocalCloud does not answer. It is asked again every 5 seconds.";
  }
}

await refresh();
setInterval(() => document.hidden || refresh(), every);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((plot) => plot.redraw()));
