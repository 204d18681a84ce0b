import { notInThisVersion } from "../../not-in-this-version.ts";

export default notInThisVersion(
  "A database",
  "Single-user mode keeps its data in files in the home folder; there is nothing to move.",
);
