import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What a script was asked to do. */
interface Asked {
  /** Loads a module that was installed for this test. Its types are not known here: it is no dependency of the workspace. */
  load(name: string): ReturnType<typeof importAny>;
  readonly gateway: string;
  readonly token: string;
  readonly prompt: string;
}

/** Reads a script's command line: folder of the installation, gateway, prompt; the token comes from the environment. */
export function asked(): Asked {
  const [, , installed = "", gateway = "", prompt = ""] = process.argv;
  const { resolve } = createRequire(join(installed, "package.json"));
  return {
    load: (name) => importAny(pathToFileURL(resolve(name)).href),
    gateway,
    token: process.env["INFERSHIELD_TOKEN"] ?? "",
    prompt,
  };
}

const importAny = (url: string) => import(url);
