import { notInThisVersion } from "../not-in-this-version.ts";

export default notInThisVersion(
  "A login to a team server",
  "This version serves one developer: run it on each machine, without a login to a server.",
);
