// How a changeset becomes lines of a changelog. All packages carry one version, so that a list of dependencies with that version says nothing.

/** The text of a changeset, as it was written for users. */
export function getReleaseLine({ summary }) {
  const [first = "", ...rest] = summary.trim().split("\n");
  return [`- ${first}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

export function getDependencyReleaseLine() {
  return "";
}
