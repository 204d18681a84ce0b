import { readFile } from "node:fs/promises";
import type { Document } from "yaml";
import { ConfigError } from "./config-error.ts";

/**
 * Reads a YAML file as plain data.
 *
 * @returns undefined when there is no such file
 * @throws ConfigError `INVALID_CONFIG` when it cannot be read or is no YAML
 */
export async function readYamlFile(path: string): Promise<{ readonly content: unknown } | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const { parseDocument } = await import("yaml");
  return { content: contentOf(path, parseDocument(text)) };
}

/**
 * {@link readYamlFile} for a file that may hold several documents, separated by `---`.
 *
 * @returns undefined when there is no such file
 * @throws ConfigError `INVALID_CONFIG` when it cannot be read or is no YAML
 */
export async function readYamlDocuments(path: string): Promise<readonly unknown[] | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const { parseAllDocuments } = await import("yaml");
  return [...parseAllDocuments(text)].map((document) => contentOf(path, document));
}

/** What a terminal would act on instead of showing it. */
const unprintable = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Some documents as one YAML text that {@link readYamlDocuments} reads again. It shows every character: a name that somebody chose cannot
 * hide on a terminal what a policy says.
 */
export async function formatYamlDocuments(documents: readonly object[]): Promise<string> {
  const { Document, Scalar, visit } = await import("yaml");
  const texts = documents.map((content) => {
    const document = new Document(content);
    visit(document, {
      // Only between double quotes can they be escaped.
      Scalar: (_, scalar) => {
        if (typeof scalar.value === "string" && scalar.value.search(unprintable) !== -1)
          scalar.type = Scalar.QUOTE_DOUBLE;
      },
    });
    return document.toString().replace(unprintable, escaped);
  });
  return texts.join("---\n");
}

function escaped(sign: string): string {
  return `\\U${(sign.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new ConfigError("INVALID_CONFIG", `The file ${path} cannot be read.`, {
      cause,
      hint: "Check that it is a file, and that the user who runs InferShield may read it and its folder.",
    });
  }
}

const hint = "Correct the file, then run the same command again.";

/** What a document says. An alias of nothing, or too many of them, is found only here. */
function contentOf(path: string, document: Pick<Document, "errors" | "toJS">): unknown {
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    throw new ConfigError(
      "INVALID_CONFIG",
      `${path} is not valid YAML${line === undefined ? "" : ` (line ${line})`}.`,
      {
        cause: error,
        hint,
      },
    );
  }
  try {
    return document.toJS();
  } catch (cause) {
    throw new ConfigError("INVALID_CONFIG", `${path} is not valid YAML: its aliases cannot be followed.`, {
      cause,
      hint,
    });
  }
}
