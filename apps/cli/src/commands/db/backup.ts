import { notInThisVersion } from "../../not-in-this-version.ts";

export default notInThisVersion(
  "A database",
  "Single-user mode keeps plain files: copy the home folder while no command runs.",
);
