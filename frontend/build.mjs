// Bundles every script and style in src/ for old phones. Names stay as they are; the static storage adds the hashes.
import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const here = dirname(fileURLToPath(import.meta.url))
const source = join(here, "src")
const target = join(here, "../src/linli/ui/static/ui/dist")

const made = await build({
  absWorkingDir: here,
  entryPoints: readdirSync(source).filter((name) => /\.(js|css)$/.test(name)).sort().map((name) => join(source, name)),
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  charset: "utf8",
  target: ["chrome70", "safari12", "firefox78"],
  supported: { destructuring: true }, // known to work there but for rare defaults
  legalComments: "none",
  loader: { ".png": "file", ".svg": "file", ".woff2": "file" },
  assetNames: "[name]",
  logLevel: "warning",
  metafile: true,
})

// What is left of sources that are gone would be served for ever.
const names = new Set(Object.keys(made.metafile.outputs).map((name) => basename(name)))
mkdirSync(target, { recursive: true })
readdirSync(target).filter((name) => !names.has(name)).forEach((name) => rmSync(join(target, name), { recursive: true }))
