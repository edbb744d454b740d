import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Heap of a child in megabytes: a backstop under the watched limit on resident memory. */
const heapMegabytes = 1024;

let alone: boolean | undefined;

/** Whether children get a network namespace of their own, that is no network: true where Linux lets this user make one. */
export function childrenAreOffline(): boolean {
  alone ??= process.platform === "linux" && spawnSync("unshare", ["--user", "--net", "true"], { stdio: "ignore", timeout: 2000 }).status === 0;
  return alone;
}

/**
 * The program and arguments that start a child: Node with a bounded heap; on Unix with a bound on processor seconds,
 * so that a child whose parent was killed cannot run for ever; without network where the system allows.
 */
export function childCommand(entry: string, cpuSeconds: number): { command: string; args: string[] } {
  const node = [process.execPath, `--max-old-space-size=${heapMegabytes}`, childFile(entry)];
  if (process.platform === "win32") return { command: process.execPath, args: node.slice(1) };
  const bound = Number.isFinite(cpuSeconds) ? `ulimit -t ${cpuSeconds}; ` : "";
  const offline = childrenAreOffline() ? ["unshare", "--user", "--net", "--"] : [];
  return { command: "/bin/sh", args: ["-c", `${bound}exec "$@"`, "sh", ...offline, ...node] };
}

/** The file of a child: the path itself when absolute, else the built file of that name in `dist/children/` of this program. */
export function childFile(entry: string): string {
  const file = isAbsolute(entry) ? entry : join(programFolder(), "dist", "children", `${entry}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing. Run "npm run build", then try again.`);
  return file;
}

function programFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, "package.json");
    if (existsSync(file) && readFileSync(file, "utf8").includes('"name": "entente-app"')) return folder;
    const above = dirname(folder);
    if (above === folder) throw new Error("The folder of the program was not found: no package.json of entente-app stands above its code.");
    folder = above;
  }
}
