// Copies what the chat page needs from outside its folder into src/Web/vendor: the libraries that the lock file pins, with their
// licences, and the starters. LocalCloud's own pages, the metrics and the API's reference, get their libraries in the same way.
// `npm ci` runs it, so that the folders can be served, or uploaded, as they are.
import { copyFile, cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const root = join(web, "..", "..");
const vendor = join(web, "vendor");
const pages = join(root, "src", "LocalCloud");

const modules = {
  "marked.js": "marked/lib/marked.esm.js",
  "dompurify.js": "dompurify/dist/purify.es.mjs",
  "morphdom.js": "morphdom/dist/morphdom-esm.js",
  "speed-highlight/index.js": "@speed-highlight/core/dist/index.js",
};
const languages = "@speed-highlight/core/dist/languages";

await rm(vendor, { recursive: true, force: true });
await mkdir(join(vendor, "licenses"), { recursive: true });
await mkdir(join(vendor, "speed-highlight", "languages"), { recursive: true });

for (const [name, source] of Object.entries(modules)) {
  await copyModule(source, name);
  await copyLicence(source.startsWith("@") ? source.split("/").slice(0, 2).join("/") : source.split("/")[0]);
}

for (const file of (await readdir(join(root, "node_modules", languages))).filter((name) => name.endsWith(".js"))) {
  await copyModule(`${languages}/${file}`, `speed-highlight/languages/${file}`);
}

await cp(join(root, "samples", "assistants"), join(vendor, "assistants"), { recursive: true });

await copyLibrary("uplot", join(pages, "Metrics", "Page", "vendor"), {
  "uplot.js": "dist/uPlot.esm.js",
  "uplot.css": "dist/uPlot.min.css",
  "uplot.txt": "LICENSE",
});
await copyLibrary("swagger-ui-dist", join(pages, "Reference", "Page", "vendor"), {
  "swagger-ui.js": "swagger-ui-bundle.js",
  "swagger-ui.css": "swagger-ui.css",
  "swagger-ui.txt": "LICENSE",
  "swagger-ui-notice.txt": "NOTICE",
  "swagger-ui-libraries.txt": "swagger-ui-bundle.js.LICENSE.txt",
});

async function copyLibrary(name, folder, files) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [copy, source] of Object.entries(files)) {
    await copyWithoutMap(join(root, "node_modules", name, source), join(folder, copy));
  }
}

async function copyModule(source, name) {
  await copyWithoutMap(join(root, "node_modules", source), join(vendor, name));
}

// The maps stay behind, so the reference to them goes.
async function copyWithoutMap(source, target) {
  const text = await readFile(source, "utf8");
  await writeFile(target, text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*\s*$/, "\n"));
}

async function copyLicence(name) {
  const folder = join(root, "node_modules", name);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  await copyFile(join(folder, file), join(vendor, "licenses", `${name.replace(/^@/, "").replace("/", "-")}.txt`));
}
