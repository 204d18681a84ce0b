import { notInThisVersion } from "../../not-in-this-version.ts";

export default notInThisVersion(
  "Multi-user administration",
  "This version serves one developer: run it on each machine, without a login to a server.",
);
